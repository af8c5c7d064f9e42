import type { Calibration } from '../../src-shared/contract/learning.ts'

const binCount = 10

/** How far scores may be read as probabilities, in ten bins of equal width. Undefined without cases. */
export function calibrationOf(cases: readonly { readonly score: number; readonly positive: boolean }[]): Calibration {
  const sums = Array.from({ length: binCount }, () => ({ count: 0, scores: 0, positives: 0 }))
  let squares = 0
  for (const { score, positive } of cases) {
    const bin = sums[Math.min(binCount - 1, Math.floor(score * binCount))]
    if (bin === undefined) continue
    bin.count += 1
    bin.scores += score
    bin.positives += positive ? 1 : 0
    squares += (score - (positive ? 1 : 0)) ** 2
  }
  const bins = sums.map(({ count, scores, positives }) => ({
    count,
    meanScore: count === 0 ? 0 : scores / count,
    positiveShare: count === 0 ? 0 : positives / count,
  }))
  const total = Math.max(1, cases.length)
  const error = bins.reduce((sum, { count, meanScore, positiveShare }) => sum + (count / total) * Math.abs(meanScore - positiveShare), 0)
  return { brier: squares / total, error, bins }
}
