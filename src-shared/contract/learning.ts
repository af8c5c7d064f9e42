import * as v from 'valibot'
import { tasks, type Task } from '../domain/case.ts'
import type { ComparisonId, IntakeId, JobId, VersionId } from '../domain/ids.ts'
import { command, query } from './call.ts'
import { fraction, idOf, nothing, shortText } from './fields.ts'
import type { ExportReport } from './jobs.ts'

/** What a new version must reach; fixed when it is added, before anybody has seen how it does. */
const acceptance = v.strictObject({
  /** No label's AUC may be lower than the active version's by more than this. */
  largestLoss: v.pipe(fraction, v.maxValue(0.5)),
  /** With fewer held-back cases nothing is concluded. */
  minimumCases: v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(100_000)),
})
export type Acceptance = v.InferOutput<typeof acceptance>

/** With fewer cases on one side an AUC says nothing. */
export const fewestOfEach = 5

/** A value with its 95 % interval. */
export interface Interval {
  readonly value: number
  readonly low: number
  readonly high: number
}

/**
 * worse: the difference itself is beyond the allowed loss; shown: the whole interval lies within it; open: neither;
 * tooFew: too few positive or negative cases for an AUC.
 */
export const labelVerdicts = ['shown', 'open', 'worse', 'tooFew'] as const
export type LabelVerdict = (typeof labelVerdicts)[number]

export interface LabelComparison {
  readonly label: string
  /** Held-back cases on which the expert answered present, absent. */
  readonly positives: number
  readonly negatives: number
  /** AUC; null where there are too few. */
  readonly active: Interval | null
  readonly challenger: Interval | null
  /** AUC of the challenger less that of the active version, over the same patients. */
  readonly difference: Interval | null
  /** Cases that both call alike, and cases that they call differently. */
  readonly alike: number
  readonly differing: number
  /** Of those that differ: cases on which the challenger, the active version agrees with the expert. */
  readonly challengerRight: number
  readonly activeRight: number
  readonly verdict: LabelVerdict
}

export interface CalibrationBin {
  readonly count: number
  readonly meanScore: number
  readonly positiveShare: number
}

/** Over all answered labels together. */
export interface Calibration {
  /** Mean squared distance of score and truth. */
  readonly brier: number
  /** Mean distance of score and share over ten bins, weighted by their counts. */
  readonly error: number
  readonly bins: readonly CalibrationBin[]
}

/** notMet: some label is worse; met: every label that can be judged is shown; open: neither; tooFew: nothing can be said. */
export const comparisonVerdicts = ['met', 'open', 'notMet', 'tooFew'] as const
export type ComparisonVerdict = (typeof comparisonVerdicts)[number]

export interface Comparison {
  readonly comparisonId: ComparisonId
  readonly createdAt: string
  readonly activeName: string
  /** Held-back cases that both versions scored, their patients, and cases that a gate refused. */
  readonly cases: number
  readonly patients: number
  readonly refused: number
  readonly verdict: ComparisonVerdict
  readonly labels: readonly LabelComparison[]
  readonly calibration: { readonly active: Calibration; readonly challenger: Calibration } | null
}

export interface ModelVersion {
  /** null: the version that came with the program. */
  readonly versionId: VersionId | null
  readonly modelId: string
  readonly version: string
  readonly sha256: string
  readonly demonstration: boolean
  /** active: new analyses use it; challenger: never in use; retired: was in use. */
  readonly state: 'active' | 'challenger' | 'retired'
  readonly addedAt: string | null
  readonly acceptance: Acceptance | null
  /** The newest one against the version that is active now. */
  readonly comparison: Comparison | null
}

export interface Activation {
  readonly kind: 'activate' | 'rollback'
  readonly versionId: VersionId | null
  readonly reason: string
  readonly user: string
  readonly at: string
}

/**
 * Versions in use one after the other, the one in use now last: an activation adds one, a rollback takes one away. The
 * program's own version lies below them all, as null. Wants the oldest activation first.
 */
export function versionsInUse(activations: readonly Pick<Activation, 'kind' | 'versionId'>[]): readonly (VersionId | null)[] {
  const used: (VersionId | null)[] = [null]
  for (const { kind, versionId } of activations) {
    if (kind === 'rollback') used.pop()
    else used.push(versionId)
  }
  return used
}

/** The loop of one task. */
export interface LearningTask {
  readonly task: Task
  readonly signedCases: number
  /** Signed cases of test patients that no training bundle has ever held. */
  readonly heldBackCases: number
  /** Newest first. */
  readonly bundles: readonly ExportReport[]
  /** The program's own first, then in the order they were added. */
  readonly versions: readonly ModelVersion[]
  /** Newest first. */
  readonly activations: readonly Activation[]
}

const versionId = v.strictObject({ versionId: idOf<VersionId>() })
const reason = v.pipe(shortText, v.trim(), v.minLength(1))

export const learningCalls = {
  'learning.overview': query<readonly LearningTask[]>()('model.read', nothing),
  /** The files of one model folder; what is not part of a model is passed over. */
  'model.add': command<{ readonly versionId: VersionId }>()(
    'model.manage',
    v.strictObject({ intakeIds: v.pipe(v.array(idOf<IntakeId>()), v.minLength(1), v.maxLength(200)), acceptance }),
  ),
  /** Scores the held-back cases with the active version and this one. */
  'model.compare': command<{ readonly jobId: JobId }>()('model.manage', versionId),
  /**
   * From now on new analyses use it. Needs a comparison with the version active now that met the acceptance; `despite`
   * takes one that shows nothing, but never one in which a label is worse.
   */
  'model.activate': command<null>()(
    'model.manage',
    v.strictObject({ ...versionId.entries, reason, despite: v.boolean() }),
  ),
  /** Back to the version before the last activation. */
  'model.rollback': command<null>()('model.manage', v.strictObject({ task: v.picklist(tasks), reason })),
}
