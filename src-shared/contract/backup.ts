import * as v from 'valibot'
import type { JobId } from '../domain/ids.ts'
import { command, query } from './call.ts'
import { nothing } from './fields.ts'

export interface BackupPlan {
  /** Absolute path on the machine that runs the program; null: none was chosen yet. */
  readonly folder: string | null
  /** 0: only when somebody asks. */
  readonly everyHours: number
  /** How many of the newest are kept. */
  readonly keep: number
}

export interface BackupRow {
  readonly backupId: string
  readonly createdAt: string
  readonly cases: number
  readonly images: number
  /** Of the database and the originals it needs. */
  readonly bytes: number
  /** The newest drill on it: restored into a scratch folder and read from end to end. */
  readonly drill: { readonly at: string; readonly ok: boolean } | null
}

export interface BackupStatus {
  readonly plan: BackupPlan
  /** false: the chosen folder is not there now, for instance because its disk is not connected. */
  readonly reachable: boolean
  /** Newest first. */
  readonly backups: readonly BackupRow[]
}

export const backupId = v.pipe(v.string(), v.regex(/^[0-9TZ-]{16,40}$/u))
/** Absolute, on the machine that runs the program. */
export const folderPath = v.pipe(v.string(), v.minLength(1), v.maxLength(1000))

export const backupCalls = {
  'backup.status': query<BackupStatus>()('store.verify', nothing),
  /** Throws `backup.folder` for a folder that is not there, cannot be written, or lies inside the store. */
  'backup.plan': command<BackupStatus>()(
    'settings.write',
    v.strictObject({
      folder: v.nullable(folderPath),
      everyHours: v.picklist([0, 4, 12, 24, 168]),
      keep: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(365)),
    }),
  ),
  /** Throws `backup.folder` where none was chosen or the chosen one is not there. */
  'backup.start': command<{ readonly jobId: JobId }>()('settings.write', nothing),
  /** Restores into a scratch folder, reads everything there, and throws it away. */
  'backup.drill': command<{ readonly jobId: JobId }>()('settings.write', v.strictObject({ backupId })),
}
