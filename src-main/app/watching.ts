import { constants, accessSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, relative, sep } from 'node:path'
import type { WatchPlan, WatchStatus } from '../../src-shared/contract/watching.ts'
import { AppError } from '../../src-shared/errors.ts'
import { diskFile } from '../importing/diskFile.ts'
import type { IntakeFile } from '../importing/intake.ts'
import { applyPatientRule } from '../importing/patientRule.ts'
import { NewFiles } from '../importing/watch/newFiles.ts'
import { walkFolder } from '../importing/watch/walkFolder.ts'
import { importReport } from '../store/reports.ts'
import { dealtWith, rememberDealtWith, saveWatchedImport, saveWatchPlan, watching, type WatchedFile } from '../store/watched.ts'
import type { Caller } from './caller.ts'
import type { Services } from './services.ts'
import type { Work } from './work.ts'

/** What one import takes at most: what is dealt with is remembered after each. */
const filesAtOnce = 500
/** An import that failed, for instance for want of room, is not tried again at every look. */
const tryAgainAfterMs = 600_000

/** A folder whose new files are imported by themselves while somebody is signed in, on behalf of that person. */
export interface Watching {
  status(): WatchStatus
  /** Throws AppError `watch.folder`, and `contract.badInput` for an expression that is none. */
  plan(plan: WatchPlan, caller: Caller): WatchStatus
  /** Looks through the folder once and imports what has stopped growing since the look before; joins a look that is at work. */
  look(): Promise<void>
}

/** Throws AppError `watch.folder` for a `plan` whose folder cannot be watched; without one, the plan kept in the store is followed. */
export function createWatching(services: Services, work: Pick<Work, 'importFiles'>, plan: WatchPlan | null = null): Watching {
  if (plan !== null && (plan.folder === null || !isUsable(plan.folder, services.store.folder))) throw new AppError('watch.folder')
  return new FolderWatching(services, work, plan)
}

class FolderWatching implements Watching {
  readonly #services: Services
  readonly #work: Pick<Work, 'importFiles'>
  readonly #fixed: WatchPlan | null
  readonly #files = new NewFiles()
  #look: Promise<void> | null = null
  #importing = false
  #reachable = true
  #lookedAt: string | null = null
  #unsettled = 0
  /** By the monotonic clock; null: nothing stands in the way. */
  #stoppedUntilMs: number | null = null

  constructor(services: Services, work: Pick<Work, 'importFiles'>, fixed: WatchPlan | null) {
    this.#services = services
    this.#work = work
    this.#fixed = fixed
    services.events.subscribe((event) => {
      // The next person may open another time of the same store: nothing of this one is taken for known.
      if (event.kind === 'session.changed') this.#forget()
    })
  }

  status(): WatchStatus {
    const plan = this.#plan()
    const { last } = watching(this.#services.store.database())
    return { plan, state: this.#state(plan), lookedAt: this.#lookedAt, unsettled: this.#unsettled, last }
  }

  plan(plan: WatchPlan, caller: Caller): WatchStatus {
    const { store, audited } = this.#services
    if (plan.folder === null ? plan.on : !isUsable(plan.folder, store.folder)) throw new AppError('watch.folder')
    applyPatientRule(plan.patients, [])
    audited.run('watch.plan', caller, (db) => {
      saveWatchPlan(db, plan)
      return { value: null, detail: { on: Number(plan.on), patients: plan.patients.kind } }
    })
    this.#forget()
    void this.look()
    return this.status()
  }

  look(): Promise<void> {
    this.#look ??= this.#lookSafely().finally(() => {
      this.#look = null
      this.#services.events.emit({ kind: 'watch.changed' })
    })
    return this.#look
  }

  async #lookSafely(): Promise<void> {
    const { access, store, log } = this.#services
    if (access.caller().userId === null || !store.isOpen()) return
    try {
      await this.#lookOnce(access.caller())
    } catch (error) {
      if (!(error instanceof AppError)) void log.incident(error, 'watch.look')
    }
  }

  async #lookOnce(caller: Caller): Promise<void> {
    const { store, clock } = this.#services
    const plan = this.#plan()
    if (!plan.on || plan.folder === null || this.#isStopped()) return
    const { folder } = plan
    const files = await walkFolder(folder).catch(() => null)
    this.#reachable = files !== null
    if (files === null || !this.#isStill(plan)) return
    const { settled, unsettled } = await this.#files.compare(files, dealtWith(store.database()))
    this.#lookedAt = clock.nowIso()
    this.#unsettled = unsettled
    for (let start = 0; start < settled.length && this.#isStill(plan) && !this.#isStopped(); start += filesAtOnce) {
      await this.#import(settled.slice(start, start + filesAtOnce), { ...plan, folder }, caller)
    }
  }

  async #import(files: readonly WatchedFile[], plan: WatchPlan & { readonly folder: string }, caller: Caller): Promise<void> {
    const { store, jobs, events } = this.#services
    const release = store.hold()
    this.#importing = true
    try {
      const jobId = await this.#work.importFiles({ files: files.map((file) => intakeFile(plan.folder, file)), task: plan.task, patients: plan.patients }, caller)
      events.emit({ kind: 'watch.changed' })
      const { state, error } = await jobs.settled(jobId)
      if (state !== 'done') this.#stoppedUntilMs = state === 'cancelled' ? Number.POSITIVE_INFINITY : this.#services.clock.monotonicMs() + tryAgainAfterMs
      this.#remember(files, { jobId, error: state === 'cancelled' ? 'job.cancelled' : error }, caller)
    } finally {
      this.#importing = false
      release()
    }
  }

  /** Only after an import that came to its end is it sure that every file was dealt with. */
  #remember(files: readonly WatchedFile[], { jobId, error }: Pick<NonNullable<WatchStatus['last']>, 'jobId' | 'error'>, caller: Caller): void {
    const { store, audited, clock } = this.#services
    const report = importReport(store.database(), jobId)
    const refused = new Map(report?.rejected.map(({ index = -1, code }) => [index, code]))
    const counts = { imported: report?.imported ?? 0, alreadyKnown: report?.alreadyKnown ?? 0, rejected: report?.rejected.length ?? 0 }
    audited.run('watch.import', caller, (db) => {
      saveWatchedImport(db, { jobId, at: clock.nowIso(), ...counts, error })
      for (const [index, file] of error === null ? files.entries() : []) {
        // A file that went away while it was read says nothing of itself.
        if (refused.get(index) === 'image.unreadable' && !isThere(file)) continue
        rememberDealtWith(db, file, refused.has(index))
      }
      return { value: null, object: jobId, detail: counts }
    })
  }

  #state({ on, folder }: WatchPlan): WatchStatus['state'] {
    if (!on || folder === null) return 'off'
    if (this.#importing) return 'importing'
    if (this.#isStopped()) return 'stopped'
    return this.#reachable ? 'looking' : 'unreachable'
  }

  #isStopped(): boolean {
    return this.#stoppedUntilMs !== null && this.#services.clock.monotonicMs() < this.#stoppedUntilMs
  }

  #plan(): WatchPlan {
    return this.#fixed ?? watching(this.#services.store.database()).plan
  }

  /** Whether the same is still asked for, by somebody who is still there. */
  #isStill(plan: WatchPlan): boolean {
    const { store, access } = this.#services
    return access.caller().userId !== null && store.isOpen() && JSON.stringify(this.#plan()) === JSON.stringify(plan)
  }

  #forget(): void {
    this.#files.forget()
    this.#stoppedUntilMs = null
    this.#reachable = true
    this.#unsettled = 0
  }
}

/** A file that lies directly in the watched folder lies in no folder: the name of a place for all is no patient's. */
function intakeFile(root: string, { path, bytes }: WatchedFile): IntakeFile {
  return diskFile(path, { name: basename(path), folder: relative(root, dirname(path)).split(sep).join('/'), bytes })
}

const isThere = ({ path }: WatchedFile): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined

/** There, a folder, readable, and apart from the store: neither may lie inside the other. */
function isUsable(folder: string, storeFolder: string): boolean {
  try {
    if (!isAbsolute(folder) || !statSync(folder).isDirectory()) return false
    accessSync(folder, constants.R_OK)
    const [real, store] = [realpathSync(folder) + sep, realpathSync(storeFolder) + sep]
    return !real.startsWith(store) && !store.startsWith(real)
  } catch {
    return false
  }
}
