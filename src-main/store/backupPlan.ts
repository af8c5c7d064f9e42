import * as v from 'valibot'
import type { BackupPlan, BackupRow } from '../../src-shared/contract/backup.ts'
import type { ReadDb, WriteDb } from './database.ts'

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
  const text = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck().get(settingsKey)
  const parsed = v.safeParse(kept, text === undefined ? atFirst : JSON.parse(text))
  return parsed.success ? parsed.output : atFirst
}

function write(db: WriteDb, value: Kept): void {
  db.prepare('INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(
    settingsKey,
    JSON.stringify(value),
  )
}

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
