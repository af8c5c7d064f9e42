import * as v from 'valibot'
import type { Task } from '../domain/case.ts'
import type { ErrorCode } from '../errors.ts'
import { folderPath } from './backup.ts'
import { command, query } from './call.ts'
import { count, nothing } from './fields.ts'

/** When training bundles are written by themselves, and where to. */
export const retrainingPlan = v.strictObject({
  /** On the machine that runs the program; null: none was chosen yet. */
  folder: v.nullable(folderPath),
  /** 0: not by time. */
  everyDays: v.pipe(count, v.maxValue(365)),
  /** As soon as so many signatures came since the last bundle; 0: not by number. */
  everySignatures: v.pipe(count, v.maxValue(100_000)),
})
export type RetrainingPlan = v.InferOutput<typeof retrainingPlan>

/** How a bundle that was due ended. nothingNew: what could have left is in the bundle before it already. */
export interface RetrainingRun {
  readonly at: string
  readonly outcome: 'written' | 'nothingNew' | 'failed'
  /** Why it failed. */
  readonly error: ErrorCode | null
}

export interface RetrainingTask {
  readonly task: Task
  /** Signatures and amendments that no scheduled look has seen yet. */
  readonly newSignatures: number
  readonly last: RetrainingRun | null
}

export interface RetrainingStatus {
  readonly plan: RetrainingPlan
  /** false: the chosen folder is not there now, for instance because its disk is not connected. */
  readonly reachable: boolean
  readonly tasks: readonly RetrainingTask[]
}

export const retrainingCalls = {
  'retraining.status': query<RetrainingStatus>()('settings.write', nothing),
  /** Throws `export.folder` for a folder that is not there, cannot be written, or lies inside the store, and for a plan without one. */
  'retraining.plan': command<RetrainingStatus>()('settings.write', retrainingPlan),
}
