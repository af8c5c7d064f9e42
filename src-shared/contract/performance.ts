import * as v from 'valibot'
import type { Task } from '../domain/case.ts'
import { query } from './call.ts'
import type { CalibrationBin, Interval } from './learning.ts'
import type { ModelRow } from './models.ts'

/** `count` of `of` cases as a share, with Wilson's 95 % interval. */
export interface Proportion extends Interval {
  readonly count: number
  readonly of: number
}

/** One corner of the ROC curve: what is reached where every score from `threshold` up is called present. */
export interface RocPoint {
  /** null: nothing is called present. */
  readonly threshold: number | null
  readonly falsePositives: number
  readonly truePositives: number
}

/** Scores of one bin beside how often the reader said present, with Wilson's 95 % interval. */
export interface ReliabilityBin extends Pick<CalibrationBin, 'meanScore'> {
  readonly from: number
  readonly to: number
  readonly observed: Proportion
}

/** How scores are spread: quartiles, and counts of equally wide bins from 0 to 1. */
export interface ScoreSpread {
  readonly count: number
  readonly lowerQuartile: number
  readonly median: number
  readonly upperQuartile: number
  readonly bins: readonly number[]
}

/** Of one label, over reads that answered it present or absent while blind. */
export interface LabelPerformance {
  readonly label: string
  readonly positives: number
  readonly negatives: number
  /** The operating point: from here up a score is called present. */
  readonly threshold: number
  /** With DeLong's 95 % interval; null where one side has fewer cases than `fewestOfEach`. */
  readonly auc: Interval | null
  /** Corners from (0, 0) to (1, 1), as shares; thinned for drawing, empty where there is no AUC. */
  readonly roc: readonly RocPoint[]
  /** Ten bins of equal width; those without a case are left out. */
  readonly calibration: readonly ReliabilityBin[]
  /** At the operating point; null without a positive, a negative case. */
  readonly sensitivity: Proportion | null
  readonly specificity: Proportion | null
  /** Scores of the cases answered present, absent; null where there is none. */
  readonly present: ScoreSpread | null
  readonly absent: ScoreSpread | null
}

/** One version of a model against the signed reads that saw it. */
export interface ModelPerformance {
  readonly modelId: string
  readonly version: string
  readonly sha256: string
  readonly demonstration: boolean
  readonly task: Task
  /** What its manifest says of it; null where the model is not here any more. */
  readonly reported: ModelRow['metrics'] | null
  readonly cases: number
  readonly patients: number
  /** Of these, cases of patients that a training bundle has held: a model trained on it knows them. */
  readonly bundledCases: number
  /** In the manifest's order; a label nobody answered has no positives and no negatives. */
  readonly labels: readonly LabelPerformance[]
}

const modelId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/u))

export const performanceCalls = {
  /** Every version of a classifier that is here or was seen by a signed read; the one signed for last first. */
  'model.performance': query<readonly ModelPerformance[]>()('model.read', v.strictObject({ modelId })),
}
