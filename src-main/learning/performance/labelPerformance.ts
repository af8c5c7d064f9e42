import { fewestOfEach } from '../../../src-shared/contract/learning.ts'
import type { LabelPerformance, ReliabilityBin, ScoreSpread } from '../../../src-shared/contract/performance.ts'
import { calibrationOf } from '../calibration.ts'
import { delongInterval } from './delong.ts'
import { proportion } from './proportion.ts'
import { rocPoints } from './rocPoints.ts'

/** A model's scores of one label, by what the reader answered while blind. */
export interface AnsweredScores {
  readonly present: readonly number[]
  readonly absent: readonly number[]
}

/** Fine enough for the outline of a violin. */
const spreadBins = 50

export function labelPerformance(label: string, threshold: number, answered: AnsweredScores): LabelPerformance {
  // Sorted once: the curve, the interval and the quartiles all want them in order.
  const [present, absent] = [Float64Array.from(answered.present).sort(), Float64Array.from(answered.absent).sort()]
  const isEnough = Math.min(present.length, absent.length) >= fewestOfEach
  return {
    label,
    positives: present.length,
    negatives: absent.length,
    threshold,
    auc: isEnough ? delongInterval(present, absent) : null,
    roc: isEnough ? rocPoints(present, absent) : [],
    calibration: reliability(answered),
    sensitivity: proportion(fromUp(present, threshold), present.length),
    specificity: proportion(absent.length - fromUp(absent, threshold), absent.length),
    present: spreadOf(present),
    absent: spreadOf(absent),
  }
}

/** How many scores are called present. */
const fromUp = (scores: Float64Array, threshold: number): number => scores.reduce((count, score) => count + (score >= threshold ? 1 : 0), 0)

function reliability({ present, absent }: AnsweredScores): readonly ReliabilityBin[] {
  const { bins } = calibrationOf([
    ...present.map((score) => ({ score, positive: true })),
    ...absent.map((score) => ({ score, positive: false })),
  ])
  return bins.flatMap(({ count, meanScore, positiveShare }, index) => {
    const observed = proportion(Math.round(positiveShare * count), count)
    return observed === null ? [] : [{ from: index / bins.length, to: (index + 1) / bins.length, meanScore, observed }]
  })
}

function spreadOf(sorted: Float64Array): ScoreSpread | null {
  if (sorted.length === 0) return null
  const bins = Array.from({ length: spreadBins }, () => 0)
  for (const score of sorted) {
    const place = Math.min(spreadBins - 1, Math.floor(score * spreadBins))
    bins[place] = (bins[place] ?? 0) + 1
  }
  return { count: sorted.length, lowerQuartile: quantile(sorted, 0.25), median: quantile(sorted, 0.5), upperQuartile: quantile(sorted, 0.75), bins }
}

/** Between the two nearest values in proportion, as numpy does. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
  return low + (high - low) * (place - Math.floor(place))
}
