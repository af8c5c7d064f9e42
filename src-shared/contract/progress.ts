import type { Task } from '../domain/case.ts'
import type { UserId } from '../domain/ids.ts'
import { query } from './call.ts'
import { nothing } from './fields.ts'

/** How far the cases of one task are; each count is of cases. */
export interface TaskProgress {
  readonly task: Task
  readonly imported: number
  /** With a run, whatever a later one did. */
  readonly analysed: number
  /** Whose blind read is locked, signed ones included. */
  readonly read: number
  readonly signed: number
  readonly disputed: number
}

/** What one person has done and what waits for them. */
export interface ReaderProgress {
  readonly userId: UserId
  readonly name: string
  /** Own and second readings that are begun and not signed. */
  readonly open: number
  readonly signed: number
  /** Cases assigned to them that are not signed. */
  readonly waiting: number
  /** Time on the screen of their signed readings; null for who is no admin, and where nothing was measured. */
  readonly reading: { readonly readings: number; readonly medianSeconds: number; readonly totalSeconds: number } | null
}

export interface Progress {
  /** Tasks with at least one case. */
  readonly tasks: readonly TaskProgress[]
  /** Whoever has read or is to read something. */
  readonly readers: readonly ReaderProgress[]
}

export const progressCalls = {
  /** Counts only: nothing of what anybody or a model has said. */
  'progress.show': query<Progress>()('case.read', nothing),
}
