import * as v from 'valibot'
import { command, query } from './call.ts'
import { backupId, folderPath } from './backup.ts'
import { nothing, password, shortText } from './fields.ts'

/** A backup that a store can be restored from. Counts only: nothing of it can be read without its password. */
export interface RestorableBackup {
  readonly workstationId: string
  /** Written by this very workstation. */
  readonly own: boolean
  readonly backupId: string
  readonly createdAt: string
  readonly cases: number
  readonly images: number
  readonly bytes: number
}

export interface RecoveryChoices {
  /** Where backups were looked for; null: no folder is known and none was named. */
  readonly folder: string | null
  /** Newest first. */
  readonly backups: readonly RestorableBackup[]
}

export interface RestoreOutcome {
  readonly backupId: string
  readonly cases: number
  readonly images: number
  /** Where the former store's files lie now, inside the store's folder; null where there was none. */
  readonly setAside: string | null
}

/** Originals copied so far; null while nothing is being restored. */
export type RestoreProgress = { readonly done: number; readonly total: number } | null

/**
 * The way back from a damaged or lost store, for which nobody can be signed in. Open to everybody in front of the
 * machine: what it answers is not secret, and what it does needs the password of an admin of the backup.
 */
export const recoveryCalls = {
  /** No folder: the one that was last chosen for backups. Throws `recovery.folder` where a named one holds no backup. */
  'recovery.look': query<RecoveryChoices>()('public', v.strictObject({ folder: v.optional(v.nullable(folderPath), null) })),
  /**
   * Restores a backup, reads everything in it, and puts it in the place of this machine's store, whose files are kept
   * aside. Throws `recovery.folder`, `recovery.busy`, `auth.wrongPassword`, `auth.lockedOut`, `auth.denied`,
   * `backup.damaged`, `backup.newer`, `store.full`.
   */
  'recovery.restore': command<RestoreOutcome>()(
    'public',
    v.strictObject({ folder: folderPath, workstationId: v.pipe(v.string(), v.uuid()), backupId, name: shortText, password }),
  ),
  'recovery.progress': query<RestoreProgress>()('public', nothing),
}
