import type { Interval } from '../../../src-shared/contract/learning.ts'

/** Two-sided 95 %, as in the training code. */
const deviations = 1.96

/**
 * AUC with the 95 % interval of DeLong, DeLong and Clarke-Pearson (Biometrics 1988), the same as the training code's.
 * Takes every case as independent, and both lists in ascending order. NaN without a case on one side, bounds NaN with
 * fewer than two.
 */
export function delongInterval(positives: Float64Array, negatives: Float64Array): Interval {
  const above = shareBelow(positives, negatives)
  const below = shareBelow(negatives, positives)
  const value = mean(above)
  // Placements of the negatives are 1 less their shares, which has the same variance.
  const spread = deviations * Math.sqrt(variance(above) / above.length + variance(below) / below.length)
  return { value, low: Math.max(0, value - spread), high: Math.min(1, value + spread) }
}

/** For each score the share of the others that lie below it, equal ones by half. */
function shareBelow(scores: Float64Array, others: Float64Array): Float64Array {
  let [below, upTo] = [0, 0]
  return scores.map((score) => {
    while (below < others.length && (others[below] ?? 0) < score) below += 1
    while (upTo < others.length && (others[upTo] ?? 0) <= score) upTo += 1
    return (below + upTo) / 2 / others.length
  })
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

function variance(values: Float64Array): number {
  const middle = mean(values)
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1)
}
