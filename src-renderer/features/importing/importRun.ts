import type { Input } from '../../../src-shared/contract/contract.ts'
import type { ImportReport, Job, PatientRule, RejectedFile } from '../../../src-shared/contract/jobs.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import type { IntakeId, JobId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { Client } from '../../client/client.ts'
import { asAppError } from '../../client/useLoad.ts'
import type { ChosenFile } from './chosenFiles.ts'

/** Files on the way at once: enough to hide the round trip, few enough to keep the memory small. */
const filesAtOnce = 4

export interface ImportOrder {
  readonly files: readonly ChosenFile[]
  readonly task: Task | null
  readonly patients: PatientRule
}

export type ImportState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'handing'; readonly done: number; readonly total: number }
  | { readonly phase: 'running'; readonly jobId: JobId; readonly job: Job | null }
  | { readonly phase: 'finished'; readonly report: ImportReport; readonly cancelled: boolean }
  | { readonly phase: 'failed'; readonly error: AppError }

/** One import from the choice of files to its report. It goes on while other pages are shown. */
export class ImportRun {
  readonly #client: Client
  readonly #listeners = new Set<() => void>()
  #state: ImportState = { phase: 'idle' }
  #refused: RejectedFile[] = []
  #stopped = false

  constructor(client: Client) {
    this.#client = client
    client.subscribe(
      (event) => {
        if (event.kind === 'job.changed') void this.#follow(event.job)
      },
      (connected) => {
        // Its end may have been told while nobody was connected.
        if (connected && this.#state.phase === 'running') void this.#followAll().catch(() => undefined)
      },
    )
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  readonly state = (): ImportState => this.#state

  readonly reset = (): void => this.#show({ phase: 'idle' })

  start({ files, task, patients }: ImportOrder): Promise<void> {
    return this.#run(async () => {
      const intakeIds = await this.#handOver(files)
      if (this.#stopped || intakeIds.length === 0) return null
      return this.#client.send('import.start', { intakeIds: [...intakeIds], task, patients })
    })
  }

  /** Brings studies in from the PACS. */
  retrieve(order: Input<'pacs.get'>): Promise<void> {
    return this.#run(() => this.#client.send('pacs.get', order))
  }

  async #run(begin: () => Promise<{ readonly jobId: JobId } | null>): Promise<void> {
    this.#refused = []
    this.#stopped = false
    try {
      const begun = await begin()
      if (begun === null) return this.#finishUnstarted()
      this.#show({ phase: 'running', jobId: begun.jobId, job: null })
      // A short import may have ended before its number was known here.
      await this.#followAll()
    } catch (error) {
      this.#show({ phase: 'failed', error: asAppError(error) })
    }
  }

  /** Stops handing over, or asks the program to stop; what is filed already stays. */
  async cancel(): Promise<void> {
    this.#stopped = true
    if (this.#state.phase === 'running') await this.#client.send('job.cancel', { jobId: this.#state.jobId })
  }

  async #handOver(files: readonly ChosenFile[]): Promise<readonly IntakeId[]> {
    const ids: IntakeId[] = []
    const waiting = files.values()
    let done = 0
    this.#show({ phase: 'handing', done, total: files.length })
    const carry = async (): Promise<void> => {
      for (const chosen of waiting) {
        if (this.#stopped) return
        const id = await this.#handOverOne(chosen)
        if (id !== null) ids.push(id)
        done += 1
        this.#show({ phase: 'handing', done, total: files.length })
      }
    }
    await Promise.all(Array.from({ length: filesAtOnce }, carry))
    return ids
  }

  /** null for a file that is refused by itself: it goes into the report, the others go on. */
  async #handOverOne({ file, path }: ChosenFile): Promise<IntakeId | null> {
    try {
      return await this.#client.intake(file, path)
    } catch (failure) {
      const error = asAppError(failure)
      if (!error.code.startsWith('image.') && error.code !== 'contract.badInput') throw error
      this.#refused.push({ name: file.name, code: error.code, detail: error.detail })
      return null
    }
  }

  #finishUnstarted(): void {
    const report = { imported: 0, alreadyKnown: 0, cases: 0, rejected: this.#refused, groupedImages: 0, duplicates: [], ignored: 0, notListed: 0, notListedFiles: [] }
    this.#show({ phase: 'finished', report, cancelled: this.#stopped })
  }

  async #followAll(): Promise<void> {
    for (const job of await this.#client.send('job.list', {})) await this.#follow(job)
  }

  async #follow(job: Job): Promise<void> {
    const isFollowed = (): boolean => this.#state.phase === 'running' && this.#state.jobId === job.jobId
    if (!isFollowed()) return
    this.#show({ phase: 'running', jobId: job.jobId, job })
    if (job.state === 'queued' || job.state === 'running') return
    // What ended before its first file has its reason, and perhaps no report.
    if (job.state === 'failed' && job.done === 0 && job.error !== null) return this.#show({ phase: 'failed', error: new AppError(job.error) })
    try {
      const report = await this.#client.send('import.report', { jobId: job.jobId })
      const rejected = [...this.#refused, ...report.rejected]
      // Its end is told twice, and what follows may have begun meanwhile.
      if (isFollowed()) this.#show({ phase: 'finished', report: { ...report, rejected }, cancelled: job.state === 'cancelled' })
    } catch (error) {
      if (isFollowed()) this.#show({ phase: 'failed', error: asAppError(error) })
    }
  }

  #show(state: ImportState): void {
    this.#state = state
    for (const changed of this.#listeners) changed()
  }
}

const runs = new WeakMap<Client, ImportRun>()

/** The one import of this window. */
export function importRunOf(client: Client): ImportRun {
  const run = runs.get(client) ?? new ImportRun(client)
  runs.set(client, run)
  return run
}
