import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { RetrainingRun } from '../../src-shared/contract/retraining.ts'
import { tasks, type Task } from '../../src-shared/domain/case.ts'
import type { ExportId, JobId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { runExport } from '../export/runExport.ts'
import { retraining, saveSeen, signatureCount } from '../store/retraining.ts'
import type { Caller } from './caller.ts'
import type { JobContext } from './jobs.ts'
import { isWritableOutside } from './outsideFolder.ts'
import type { Services } from './services.ts'
import { workplaceOf } from './workplace.ts'

const lookEveryMs = 60_000
const dayMs = 86_400_000
/** What failed, for instance for want of its disk, is not tried again every minute. */
const tryAgainAfterMs = 3_600_000

/**
 * Looks every minute while somebody is signed in, and when somebody signs in, whether a training bundle is due: what was
 * missed while the program was off is caught up once. A host calls it once; it never keeps a process alive.
 */
export function scheduleRetraining(services: Services): void {
  const { events, log } = services
  const schedule = new RetrainingSchedule(services)
  const look = (): void => {
    try {
      schedule.startDue()
    } catch (error) {
      void log.incident(error, 'retraining.schedule')
    }
  }
  events.subscribe((event) => {
    // The session is told of before it can be used: look once the sign-in has come back.
    if (event.kind === 'session.changed' && event.userId !== null) setImmediate(look)
  })
  setInterval(look, lookEveryMs).unref()
}

/** Training bundles by plan: one a task, each with something that the one before it did not hold. */
export class RetrainingSchedule {
  readonly #services: Services
  readonly #atWork = new Set<Task>()
  /** By the monotonic clock: when a bundle of the task last did not come to its end. */
  readonly #stoppedAtMs = new Map<Task, number>()

  constructor(services: Services) {
    this.#services = services
  }

  /** Starts what is due, on behalf of whoever is signed in. */
  startDue(): readonly JobId[] {
    const { access, store, clock } = this.#services
    const caller = access.caller()
    if (caller.userId === null || !store.isOpen()) return []
    const waits = (task: Task): boolean => {
      const stoppedAtMs = this.#stoppedAtMs.get(task)
      return this.#atWork.has(task) || (stoppedAtMs !== undefined && clock.monotonicMs() - stoppedAtMs < tryAgainAfterMs)
    }
    return tasks.filter((task) => !waits(task) && this.#isDue(task)).map((task) => this.#start(task, caller))
  }

  #isDue(task: Task): boolean {
    const db = this.#services.store.database()
    const { plan, plannedAt, seen } = retraining(db)
    if (plan.folder === null || (plan.everyDays === 0 && plan.everySignatures === 0)) return false
    const { lookedAt, signatures } = seen(task)
    const newSignatures = signatureCount(db, task) - signatures
    if (newSignatures <= 0) return false
    if (plan.everySignatures > 0 && newSignatures >= plan.everySignatures) return true
    const waitedMs = Date.parse(this.#services.clock.nowIso()) - Date.parse(lookedAt ?? plannedAt ?? '')
    return plan.everyDays > 0 && waitedMs >= plan.everyDays * dayMs
  }

  #start(task: Task, caller: Caller): JobId {
    this.#atWork.add(task)
    const jobId = this.#services.jobs.start({ kind: 'export', total: 0, run: (job) => this.#run(task, caller, job) })
    void this.#end(task, jobId)
    return jobId
  }

  /** Hears of the job's end from outside it: one that is cancelled while it waits in line never runs. */
  async #end(task: Task, jobId: JobId): Promise<void> {
    const { jobs, clock } = this.#services
    const { state } = await jobs.settled(jobId)
    this.#atWork.delete(task)
    if (state === 'done') this.#stoppedAtMs.delete(task)
    else this.#stoppedAtMs.set(task, clock.monotonicMs())
  }

  async #run(task: Task, caller: Caller, job: JobContext): Promise<void> {
    const { store, clock } = this.#services
    const at = clock.nowIso()
    // Counted before the cases are read: what is signed meanwhile is new at the next look.
    const looked = { lookedAt: at, signatures: signatureCount(store.database(), task) }
    try {
      const outcome = await this.#write(task, { caller, job, at })
      this.#remember(task, caller, { ...looked, last: { at, outcome, error: null } })
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'internal'
      const { lookedAt, signatures } = retraining(store.database()).seen(task)
      if (code !== 'job.cancelled') this.#remember(task, caller, { lookedAt, signatures, last: { at, outcome: 'failed', error: code } })
      throw error
    }
  }

  async #write(task: Task, { caller, job, at }: { readonly caller: Caller; readonly job: JobContext; readonly at: string }): Promise<RetrainingRun['outcome']> {
    const { store } = this.#services
    const { folder } = retraining(store.database()).plan
    if (folder === null || !isWritableOutside(folder, store.folder)) throw new AppError('export.folder')
    const exportId = randomUUID() as string as ExportId
    const target = join(folder, `bundle-${task}-${at.replaceAll(/[:.]/gu, '-')}`)
    try {
      await runExport(workplaceOf(this.#services, caller), { exportId, format: 'bundle', task, folder: target, onlyNew: true }, job)
      return 'written'
    } catch (error) {
      if (error instanceof AppError && error.code === 'export.nothing') return 'nothingNew'
      throw error
    }
  }

  #remember(task: Task, caller: Caller, seen: Parameters<typeof saveSeen>[2]): void {
    this.#services.audited.run('retraining.bundle', caller, (db) => {
      saveSeen(db, task, seen)
      const { outcome = '', error = null } = seen.last ?? {}
      return { value: null, detail: { task, outcome, ...(error !== null && { code: error }) } }
    })
  }
}
