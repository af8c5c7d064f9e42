import { randomUUID } from 'node:crypto'
import type { Job } from '../../src-shared/contract/jobs.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'

/** What a piece of work sees of its own job. */
export interface JobContext {
  readonly jobId: JobId
  /**
   * Aborted when a person cancels, and with the reason `closing` when the program ends. Work looks between steps and
   * throws AppError `job.cancelled`.
   */
  readonly signal: AbortSignal
  update(progress: Partial<Pick<Job, 'done' | 'total' | 'failed'>>): void
}

export interface JobRequest {
  readonly kind: Job['kind']
  readonly total: number
  readonly run: (job: JobContext) => Promise<void>
  /** true: it does not wait in line and holds nobody up; each piece of its work takes its turn there (`Jobs.turn`). */
  readonly inTurns?: boolean
}

export interface JobOptions {
  readonly emit: (job: Job) => void
  /** Keeps the store open while a job runs, so that an idle lock does not cut it off. */
  readonly hold: () => () => void
  /** Keeps the story of an unexpected failure in the log. */
  readonly report: (error: unknown, what: string) => void
}

/** Jobs wait in line behind others of their kind; kinds run side by side, so a slow model never holds up an import. */
export interface Jobs {
  start(request: JobRequest): JobId
  /** A piece of work of a job that is `inTurns`, once what stands in the line of its kind before it has ended. Throws what it throws. */
  turn<T>(kind: Job['kind'], work: () => Promise<T>): Promise<T>
  /** Newest first: all that wait or run, and the latest finished ones. */
  list(): readonly Job[]
  /** Throws AppError `job.missing`. A job that has ended stays as it ended. */
  cancel(jobId: JobId): void
  /** The job as it ended. Throws AppError `job.missing`. */
  settled(jobId: JobId): Promise<Job>
  /** Cancels everything and waits until nothing runs. */
  close(): Promise<void>
}

/** Reason of an abort that nobody asked for: what waits in the store must go on waiting. */
export const closing = 'closing'

const finishedJobsKept = 100

interface Entry {
  job: Job
  readonly abort: AbortController
  settled: Promise<Job>
}

export function createJobs(options: JobOptions): Jobs {
  const entries = new Map<JobId, Entry>()
  const lines = new Map<Job['kind'], Promise<unknown>>()

  const entryOf = (jobId: JobId): Entry => {
    const entry = entries.get(jobId)
    if (entry === undefined) throw new AppError('job.missing')
    return entry
  }
  const turn = <T>(kind: Job['kind'], work: () => Promise<T>): Promise<T> => {
    const done = (lines.get(kind) ?? Promise.resolve()).then(work)
    lines.set(kind, done.catch(() => undefined))
    return done
  }
  const start = (request: JobRequest): JobId => {
    const jobId = randomUUID() as string as JobId
    const job: Job = { jobId, kind: request.kind, state: 'queued', done: 0, total: request.total, failed: 0, error: null }
    const entry: Entry = { job, abort: new AbortController(), settled: Promise.resolve(job) }
    entries.set(jobId, entry)
    options.emit(job)
    const run = (): Promise<Job> => runEntry(entry, request, options)
    entry.settled = request.inTurns === true ? Promise.resolve().then(run) : turn(request.kind, run)
    forgetOldest(entries)
    return jobId
  }
  return {
    start,
    turn,
    list: () => [...entries.values()].map(({ job }) => job).toReversed(),
    cancel: (jobId) => entryOf(jobId).abort.abort(),
    settled: (jobId) => entryOf(jobId).settled,
    close: async () => {
      for (const { abort } of entries.values()) abort.abort(closing)
      await Promise.allSettled([...entries.values()].map(({ settled }) => settled))
    },
  }
}

async function runEntry(entry: Entry, request: JobRequest, options: JobOptions): Promise<Job> {
  const change = (facts: Partial<Job>): void => {
    entry.job = { ...entry.job, ...facts }
    options.emit(entry.job)
  }
  const context: JobContext = { jobId: entry.job.jobId, signal: entry.abort.signal, update: change }
  let release = (): void => {}
  try {
    stopIfCancelled(context)
    release = options.hold()
    change({ state: 'running' })
    await request.run(context)
    change({ state: 'done' })
  } catch (error) {
    change(outcomeOf(error))
    if (entry.job.error === 'internal') options.report(error, `job.${request.kind}`)
  } finally {
    release()
  }
  return entry.job
}

/** Throws AppError `job.cancelled` once the job was cancelled. */
export function stopIfCancelled({ signal }: Pick<JobContext, 'signal'>): void {
  if (signal.aborted) throw new AppError('job.cancelled')
}

function outcomeOf(error: unknown): Partial<Job> {
  const code: ErrorCode = error instanceof AppError ? error.code : 'internal'
  return code === 'job.cancelled' ? { state: 'cancelled' } : { state: 'failed', error: code }
}

/** Runs work as a job, so that it can be watched and cancelled, and answers what it answers. Throws what it throws, and `job.cancelled`. */
export async function runAsJob<T>(jobs: Jobs, kind: Job['kind'], run: (job: JobContext) => Promise<T>): Promise<T> {
  // A job that is cancelled while it waits in line never runs.
  let end = (): T => {
    throw new AppError('job.cancelled')
  }
  const jobId = jobs.start({
    kind,
    total: 0,
    run: async (job) => {
      try {
        const value = await run(job)
        end = () => value
      } catch (error) {
        end = () => {
          throw error
        }
        throw error
      }
    },
  })
  await jobs.settled(jobId)
  return end()
}

function forgetOldest(entries: Map<JobId, Entry>): void {
  const ended = [...entries].filter(([, { job }]) => job.state !== 'queued' && job.state !== 'running')
  for (const [jobId] of ended.slice(0, Math.max(0, ended.length - finishedJobsKept))) entries.delete(jobId)
}
