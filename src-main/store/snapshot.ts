import { Worker } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { AuditHead } from '../audit/append.ts'

/** What a copy of the database holds, read from the copy itself. */
export interface SnapshotFacts {
  readonly schema: number
  readonly cases: number
  readonly images: number
  readonly reads: number
  /** SHA-256 of every original that its rows point at. */
  readonly originals: readonly string[]
  readonly auditHead: AuditHead
}

export interface SnapshotOrder {
  readonly path: string
  readonly key: Uint8Array
  readonly target: string
}

export type SnapshotAnswer =
  | { readonly ok: true; readonly facts: SnapshotFacts }
  | { readonly ok: false; readonly code: ErrorCode | null; readonly message: string }

/** Beside this file in the sources; a bundle has the worker as a file of its own beside its entry. */
const entry = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './snapshotWorker.ts' : './snapshot.js', import.meta.url))

/**
 * Copies the database as one commit left it, in a thread of its own: writers neither wait for it nor change it. The
 * copy is encrypted with the same key, opened, and checked from end to end before this answers.
 * Throws AppError `store.full`, `store.readOnly`, `store.damaged`.
 */
export function takeSnapshot(order: SnapshotOrder): Promise<SnapshotFacts> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: order })
    worker.once('message', (answer: SnapshotAnswer) => {
      if (answer.ok) resolve(answer.facts)
      else reject(answer.code === null ? new Error(answer.message) : new AppError(answer.code))
    })
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The copying thread ended without an answer.')))
  })
}
