import { createHmac } from 'node:crypto'
import * as v from 'valibot'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { isErrorCode } from '../../src-shared/errors.ts'
import { watchPlan, type WatchedImport, type WatchPlan } from '../../src-shared/contract/watching.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { readSetting, writeSetting } from './keptSetting.ts'
import { projectKey, storedProjectKey } from './patients.ts'

/** A file as a look found it: the same path with another size or time is another file. */
export interface WatchedFile {
  /** Absolute. */
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
}

const kept = v.object({
  plan: watchPlan,
  last: v.nullable(
    v.object({
      jobId: v.pipe(v.string(), v.transform((id) => id as JobId)),
      at: v.string(),
      imported: v.number(),
      alreadyKnown: v.number(),
      rejected: v.number(),
      error: v.nullable(v.custom<NonNullable<WatchedImport['error']>>((code) => typeof code === 'string' && isErrorCode(code))),
    }),
  ),
})
interface Kept {
  readonly plan: WatchPlan
  readonly last: WatchedImport | null
}

const settingsKey = 'watch'
const atFirst: Kept = { plan: { on: false, folder: null, task: null, patients: { kind: 'none' } }, last: null }

/** What is watched, and what came of it last. */
export function watching(db: ReadDb): Kept {
  return readSetting(db, settingsKey, { schema: kept, atFirst })
}

const write = (db: WriteDb, value: Kept): void => writeSetting(db, settingsKey, value)

/** Under another plan what was refused may be right: it is looked at again. */
export function saveWatchPlan(db: WriteDb, plan: WatchPlan): void {
  write(db, { ...watching(db), plan })
  db.prepare('DELETE FROM watched_files WHERE refused = 1').run()
}

export const saveWatchedImport = (db: WriteDb, last: WatchedImport): void => write(db, { ...watching(db), last })

/** Answers whether a file, as it is now, has been dealt with. */
export function dealtWith(db: ReadDb): (file: WatchedFile) => boolean {
  const key = storedProjectKey(db)
  if (key === null) return () => false
  const find = db.prepare<[string, number, number], number>('SELECT 1 FROM watched_files WHERE path_key = ? AND bytes = ? AND modified_ms = ?').pluck()
  return (file) => find.get(keyOf(key, file), file.bytes, file.modifiedMs) !== undefined
}

/** Remembers a file, so that it is not imported again until it changes. */
export function rememberDealtWith(db: WriteDb, file: WatchedFile, refused: boolean): void {
  db.prepare(
    `INSERT INTO watched_files (path_key, bytes, modified_ms, refused) VALUES (?, ?, ?, ?)
     ON CONFLICT (path_key) DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms, refused = excluded.refused`,
  ).run(keyOf(projectKey(db), file), file.bytes, file.modifiedMs, Number(refused))
}

const keyOf = (key: Uint8Array, { path }: WatchedFile): string => createHmac('sha256', key).update(path, 'utf8').digest('hex')
