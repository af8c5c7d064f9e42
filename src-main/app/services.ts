import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { AppStatus } from '../../src-shared/contract/account.ts'
import { createAccounts, type Accounts } from '../auth/account.ts'
import { createLockout, type Lockout } from '../auth/lockout.ts'
import { createSession, type Session } from '../auth/session.ts'
import type { Engine, EngineOptions } from '../engine/protocol.ts'
import { createEngine, type EngineMeans } from '../engine/supervisor.ts'
import { finishReplacement } from '../backup/replace.ts'
import { Intake } from '../importing/intake.ts'
import { FinishedReports } from '../report/finished.ts'
import { createStoreDoor, type StoreDoor } from '../store/door.ts'
import { withStoreErrors } from '../store/errors.ts'
import { makeFolder } from '../store/files.ts'
import { lockStore } from '../store/lock.ts'
import { openStoreFacts, type StoreFacts } from '../store/settings.ts'
import { createAccess, type Access } from './access.ts'
import { createAuditor, type Auditor } from './audited.ts'
import { systemClock, type Clock } from './clock.ts'
import { createEventBus, type EventBus } from './eventBus.ts'
import { createJobs, type Jobs } from './jobs.ts'
import { createLog, type Log } from './log.ts'

export interface ServicesOptions {
  readonly storeFolder: string
  readonly modelsFolder: string
  readonly host: AppStatus['host']
  /** What differs from the usual engine; a bundle names its own child entry. */
  readonly engine?: Partial<Omit<EngineOptions, 'modelsFolder'>>
  /** How the engine's child is started; Electron names its utility process. */
  readonly engineMeans?: Partial<EngineMeans>
  readonly clock?: Clock
}

/** Everything the program is made of. Hosts and the command line build one and reach it through its handlers. */
export interface Services {
  readonly host: AppStatus['host']
  readonly store: StoreDoor
  readonly facts: StoreFacts
  readonly access: Access
  readonly accounts: Accounts
  readonly lockout: Lockout
  readonly session: Session
  readonly audited: Auditor
  readonly engine: Engine
  /** Where the models that came with the program lie. */
  readonly modelsFolder: string
  readonly jobs: Jobs
  readonly intake: Intake
  readonly reports: FinishedReports
  readonly events: EventBus
  readonly clock: Clock
  readonly log: Log
  /** When a save was last read back, ISO 8601; null before the first. */
  readonly saves: { lastReadBackAt: string | null }
  close(): Promise<void>
}

/**
 * The composition root. Takes the store folder for this process alone, makes it where it is missing, and starts nothing
 * that has not been asked for. Throws AppError `store.inUse`, `store.readOnly`, `store.full`, `store.damaged`.
 */
export function createServices(options: ServicesOptions): Services {
  const { storeFolder: folder, clock = systemClock } = options
  withStoreErrors(() => makeFolder(folder))
  const lock = lockStore(join(folder, 'lock'))
  try {
    withStoreErrors(() => finishReplacement(folder))
    const services = compose(options, folder, clock)
    return { ...services, close: () => closeAll(services, () => lock.release()) }
  } catch (error) {
    lock.release()
    throw error
  }
}

function compose(options: ServicesOptions, folder: string, clock: Clock): Omit<Services, 'close'> {
  const facts = openStoreFacts(folder)
  const log = createLog(folder, clock)
  const events = createEventBus()
  const store = createStoreDoor(folder)
  const session = createSession(clock.monotonicMs)
  const audited = createAuditor({ store, clock, workstation: facts.workstationId })
  const accounts = createAccounts(folder)
  const lockout = createLockout(folder, clock)
  const access = createAccess({ accounts, lockout, session, store, audited, events, clock, log })
  const engine = createEngine(engineOptions(options), options.engineMeans)
  engine.onChange((status) => events.emit({ kind: 'engine.changed', engine: status }))
  const jobs = createJobs({
    emit: (job) => events.emit({ kind: 'job.changed', job }),
    hold: () => store.hold(),
    report: (error, what) => void log.incident(error, what),
  })
  const reports = new FinishedReports()
  events.subscribe((event) => {
    if (event.kind === 'session.changed') reports.clear()
  })
  const parts = { store, facts, access, accounts, lockout, session, audited, engine, jobs, events, clock, log, reports }
  return { host: options.host, modelsFolder: options.modelsFolder, ...parts, intake: new Intake(), saves: { lastReadBackAt: null } }
}

/** One core is left to the person in front of the screen. */
function engineOptions({ modelsFolder, engine }: ServicesOptions): EngineOptions {
  return {
    modelsFolder,
    childEntry: fileURLToPath(new URL('../engine/child.ts', import.meta.url)),
    provider: 'auto',
    threads: Math.max(1, availableParallelism() - 1),
    ...engine,
  }
}

/** A file being looked at comes to its end in this time; an analysis may take longer, and waits for the next start. */
const closingGraceMs = 2000

/** Jobs first, because they still write; the lock last, because the folder is ours until nothing touches it. */
async function closeAll(services: Omit<Services, 'close'>, release: () => void): Promise<void> {
  try {
    const jobsEnded = services.jobs.close()
    await Promise.race([jobsEnded, setTimeout(closingGraceMs, null, { ref: false })])
    await services.engine.close()
    await jobsEnded
    await services.intake.clear()
    services.access.close()
  } finally {
    release()
  }
}
