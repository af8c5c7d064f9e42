import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '../../src-shared/errors.ts'
import { readHead } from '../audit/append.ts'
import { copyDatabase } from './database.ts'
import { storeErrorOf } from './errors.ts'
import type { SnapshotAnswer, SnapshotOrder } from './snapshot.ts'

/** The thread's whole life: one copy, one answer. */
function answer({ path, key, target }: SnapshotOrder): SnapshotAnswer {
  try {
    const facts = copyDatabase({ path, key, target }, (db, schema) => {
      const count = (table: string): number => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0
      return {
        schema,
        cases: count('cases'),
        images: count('images'),
        reads: count('reads'),
        originals: db.prepare<[], string>('SELECT DISTINCT sha256 FROM images').pluck().all(),
        auditHead: readHead(db),
      }
    })
    return { ok: true, facts }
  } catch (error) {
    const known = storeErrorOf(error)
    const message = error instanceof Error ? error.message : ''
    return { ok: false, code: known instanceof AppError ? known.code : null, message }
  }
}

parentPort?.postMessage(answer(workerData as SnapshotOrder))
