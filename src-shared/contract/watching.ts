import * as v from 'valibot'
import { tasks } from '../domain/case.ts'
import type { JobId } from '../domain/ids.ts'
import type { ErrorCode } from '../errors.ts'
import { folderPath } from './backup.ts'
import { command, query } from './call.ts'
import { nothing } from './fields.ts'
import { standingPatientRule } from './jobs.ts'

export const watchPlan = v.strictObject({
  on: v.boolean(),
  /** On the machine that runs the program; null: none was chosen yet. */
  folder: v.nullable(folderPath),
  /** null: photos are tongues, films are read for the fourteen findings. */
  task: v.nullable(v.picklist(tasks)),
  patients: standingPatientRule,
})
export type WatchPlan = v.InferOutput<typeof watchPlan>

/** What became of the files that were found last. */
export interface WatchedImport {
  readonly jobId: JobId
  readonly at: string
  readonly imported: number
  readonly alreadyKnown: number
  readonly rejected: number
  /** Why the import ended before its end; `job.cancelled` where somebody stopped it. */
  readonly error: ErrorCode | null
}

export interface WatchStatus {
  readonly plan: WatchPlan
  /**
   * off: nobody asked for it; looking: every some seconds; importing: files were found; unreachable: the folder is not
   * there now; stopped: the last import was cancelled or failed, and is tried again later or when somebody asks.
   */
  readonly state: 'off' | 'looking' | 'importing' | 'unreachable' | 'stopped'
  /** When the folder was last looked through, ISO 8601. */
  readonly lookedAt: string | null
  /** New files that wait until they have stopped growing. */
  readonly unsettled: number
  readonly last: WatchedImport | null
}

export const watchCalls = {
  'watch.status': query<WatchStatus>()('image.import', nothing),
  /** Throws `watch.folder` for a folder that is not there, cannot be read, or holds the store or lies inside it. */
  'watch.plan': command<WatchStatus>()('settings.write', watchPlan),
}
