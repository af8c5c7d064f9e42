import type { Engine } from '../engine/protocol.ts'
import type { WriteDb } from './database.ts'
import type { StoreDoor } from './door.ts'

/** What one recorded change answers: its value, and what its audit row says of it (ids, codes and counts only). */
export interface Recorded<T> {
  readonly value: T
  readonly object?: string | null
  readonly detail?: Readonly<Record<string, string | number>>
}

/** How one of many pieces of work ended. */
export type WorkOutcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }

/** What long work (import, analysis, export) needs of the program around it, on behalf of the person who started it. */
export interface Workplace {
  readonly store: Pick<StoreDoor, 'folder' | 'database' | 'blobs'>
  readonly engine: Engine
  /** Work and its audit row in one transaction. */
  readonly record: <T>(event: string, work: (db: WriteDb) => Recorded<T>) => T
  /** Many pieces of work in one transaction, each with its audit row; see `Auditor.runEach`. */
  readonly recordEach: <T>(event: string, works: readonly ((db: WriteDb) => Recorded<T>)[]) => readonly WorkOutcome<T>[]
  /** ISO 8601, UTC. */
  readonly now: () => string
  /** Keeps the story of an unexpected failure in the log. */
  readonly report: (error: unknown, what: string) => void
}
