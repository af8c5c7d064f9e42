import type { WorklistPage } from '../../../src-shared/contract/worklist.ts'
import type { CaseRow } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { asAppError } from '../../client/useLoad.ts'

export const pageRows = 100

export interface WorklistState {
  /** null until the first page is there. */
  readonly total: number | null
  readonly statusCounts: WorklistPage['statusCounts'] | null
  readonly error: AppError | null
  /** undefined while its page is on the way. */
  readonly row: (index: number) => CaseRow | undefined
}

export type LoadPage = (offset: number, limit: number) => Promise<WorklistPage>

/**
 * The rows of one filter, fetched page by page as they come into sight. Pages on show stay when the list changes and are
 * replaced when their new version is there, so nothing flickers and 100,000 rows cost no more than those seen.
 */
export class WorklistPages {
  readonly #load: LoadPage
  readonly #listeners = new Set<() => void>()
  readonly #rows = new Map<number, readonly CaseRow[]>()
  readonly #wanted = new Map<number, number>()
  #round = 0
  #state: WorklistState = { total: null, statusCounts: null, error: null, row: (index) => this.#row(index) }

  constructor(load: LoadPage) {
    this.#load = load
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  readonly state = (): WorklistState => this.#state

  /** Fetches the pages that hold rows `first` … `last`, unless they are there or on the way. */
  ensure(first: number, last: number): void {
    for (let page = Math.floor(first / pageRows); page * pageRows <= last; page += 1) void this.#fetch(page)
  }

  /** What is on show may be old: rows `first` … `last` are fetched again, the other pages when they are next seen. */
  refresh(first: number, last: number): void {
    this.#round += 1
    const kept = new Set<number>()
    for (let page = Math.floor(first / pageRows); page * pageRows <= last; page += 1) kept.add(page)
    for (const page of this.#rows.keys()) if (!kept.has(page)) this.#rows.delete(page)
    this.ensure(first, last)
  }

  #row(index: number): CaseRow | undefined {
    return this.#rows.get(Math.floor(index / pageRows))?.[index % pageRows]
  }

  async #fetch(page: number): Promise<void> {
    const round = this.#round
    if (this.#wanted.get(page) === round) return
    this.#wanted.set(page, round)
    try {
      const { rows, total, statusCounts } = await this.#load(page * pageRows, pageRows)
      // A newer request for this page is on its way: its answer counts.
      if (this.#wanted.get(page) !== round) return
      this.#rows.set(page, rows)
      this.#show({ ...this.#state, total, statusCounts, error: null })
    } catch (error) {
      if (this.#wanted.get(page) === round) this.#wanted.delete(page)
      this.#show({ ...this.#state, error: asAppError(error) })
    }
  }

  #show(state: WorklistState): void {
    this.#state = state
    for (const changed of this.#listeners) changed()
  }
}
