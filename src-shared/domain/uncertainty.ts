import type { LabelScore } from './analysis.ts'

/** Steps the order knows. Coarse, so that no one score can be told from a case's place. */
const steps = 10

/**
 * How uncertain a run is, as one of ten steps: that of its most uncertain label. A label is wholly uncertain on its
 * operating point and wholly certain at the end of its side, whichever side that is. null without a score.
 */
export function uncertaintyStep(labels: readonly Pick<LabelScore, 'score' | 'threshold'>[]): number | null {
  if (labels.length === 0) return null
  const closest = Math.max(...labels.map(({ score, threshold }) => closeness(score, threshold)))
  return Math.min(steps - 1, Math.trunc(closest * steps))
}

function closeness(score: number, threshold: number): number {
  if (score < threshold) return 1 - (threshold - score) / threshold
  return threshold >= 1 ? 1 : 1 - (score - threshold) / (1 - threshold)
}
