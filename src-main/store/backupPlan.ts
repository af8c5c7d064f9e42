import * as v from 'valibot'
import type { BackupPlan, BackupRow } from '../../src-shared/contract/backup.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { readSetting, writeSetting } from './keptSetting.ts'

const kept = v.object({
  folder: v.nullable(v.string()),
  everyHours: v.number(),
  keep: v.number(),
  drills: v.record(v.string(), v.object({ at: v.string(), ok: v.boolean() })),
})
type Kept = v.InferOutput<typeof kept>

const settingsKey = 'backup'
const atFirst: Kept = { folder: null, everyHours: 24, keep: 14, drills: {} }

function read(db: ReadDb): Kept {
  return readSetting(db, settingsKey, { schema: kept, atFirst })
}

const write = (db: WriteDb, value: Kept): void => writeSetting(db, settingsKey, value)

export function backupPlan(db: ReadDb): BackupPlan {
  const { folder, everyHours, keep } = read(db)
  return { folder, everyHours, keep }
}

export const saveBackupPlan = (db: WriteDb, plan: BackupPlan): void => write(db, { ...read(db), ...plan })

/** The newest drill of each backup. */
export const drillsOf = (db: ReadDb): Readonly<Record<string, NonNullable<BackupRow['drill']>>> => read(db).drills

export function saveDrill(db: WriteDb, backupId: string, drill: NonNullable<BackupRow['drill']>): void {
  const before = read(db)
  write(db, { ...before, drills: { ...before.drills, [backupId]: drill } })
}
