import { randomUUID } from 'node:crypto'
import type { Input } from '../../src-shared/contract/contract.ts'
import type { Acceptance } from '../../src-shared/contract/learning.ts'
import type { ExportId, JobId, VersionId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { requireTask, runExport } from '../export/runExport.ts'
import { analyzeQueued } from '../importing/analyzeQueued.ts'
import { importFiles, prepareImport, type ImportRequest, type PreparedImport } from '../importing/importFiles.ts'
import { OpenImport } from '../importing/openImport.ts'
import { sampleImports } from '../importing/samples.ts'
import { addModel, type ModelFile, type NewModel } from '../learning/addModel.ts'
import { runComparison } from '../learning/runComparison.ts'
import { versionById } from '../store/modelVersions.ts'
import { queuedCaseCount } from '../store/cases.ts'
import type { Caller } from './caller.ts'
import { closing, type JobContext } from './jobs.ts'
import type { Services } from './services.ts'
import { workplaceOf } from './workplace.ts'

/** How often a list on screen is told to look again while files come in. */
const listRefreshMs = 500

/** Long work on behalf of a person, as jobs. */
export interface Work {
  /** Throws AppError `contract.badInput` or `import.badTable`; the chosen files then still wait. */
  startImport(input: Input<'import.start'>, caller: Caller): Promise<JobId>
  /** Imports files that this program found itself. Throws AppError `contract.badInput`. */
  importFiles(request: ImportRequest, caller: Caller): Promise<JobId>
  /** Imports what the job itself finds out first; `total` is what is told until then. */
  importPrepared(total: number, caller: Caller, prepare: Preparing): JobId
  /** Opens an import for files that come one after another, each added in its turn (`Jobs.turn`). It ends when `run` does; its report is kept. */
  importOpen(caller: Caller, run: RunOpen): JobId
  /** Brings the sample cases in; the job is the last of its imports. */
  startSamples(caller: Caller): Promise<JobId>
  /** Without a folder the export stays in the store. Throws AppError `contract.badInput` for a bundle without a task. */
  startExport(input: Input<'export.start'>, caller: Caller, folder?: string): JobId
  /** Throws AppError `model.*`, `store.full`, `store.readOnly`; a refusal is recorded. */
  addModel(files: readonly ModelFile[], acceptance: Acceptance, caller: Caller): Promise<VersionId>
  /** Throws AppError `model.versionMissing`. */
  compareModel(challengerId: VersionId, caller: Caller): JobId
  /** The job that empties the queue of analyses: the one at work, or a new one. */
  analyze(caller: Caller): JobId
}

export type RunOpen = (films: OpenImport, job: Pick<JobContext, 'signal'>) => Promise<void>

/** `finish` is called when the import has ended, however it did. */
export type Preparing = (job: Pick<JobContext, 'signal'>) => Promise<{ readonly prepared: PreparedImport; readonly finish: () => void }>

/**
 * atOnce: analyses start by themselves, when a case comes in and when somebody signs in to a store where some wait;
 * whenAsked: only `analyze` starts them, as a command wants that does one thing and ends.
 */
export type AnalysisStart = 'atOnce' | 'whenAsked'

export function createWork(services: Services, start: AnalysisStart = 'atOnce'): Work {
  if (start === 'atOnce') resumeAtSignIn(services)
  const importStart = (caller: Caller): ImportStart => ({ caller, caseQueued: () => start === 'atOnce' && startAnalysis(services, caller) })
  return {
    addModel: (files, acceptance, caller) => addNewModel(services, { files, acceptance }, caller),
    compareModel: (challengerId, caller) => startComparison(services, challengerId, caller),
    analyze: (caller) => startAnalysis(services, caller),
    startImport: (input, caller) => startImport(services, input, importStart(caller)),
    importFiles: async (request, caller) => runImport(services, await prepareImport(services.engine, request), importStart(caller)),
    importPrepared: (total, caller, prepare) => startPreparing(services, { total, prepare }, importStart(caller)),
    importOpen: (caller, run) => startOpen(services, run, importStart(caller)),
    startSamples: async (caller) => {
      const imports = await sampleImports(services.engine)
      const jobIds = imports.map((prepared) => runImport(services, prepared, importStart(caller)))
      return jobIds.at(-1) as JobId
    },
    startExport: (input, caller, folder) => startExport(services, { input, caller, folder: folder ?? null }),
  }
}

function resumeAtSignIn(services: Services): void {
  // The session is told of before it can be used: look once the sign-in has come back.
  const look = (): void => void setImmediate(() => resume(services))
  services.events.subscribe((event) => {
    if (event.kind === 'session.changed' && event.userId !== null) look()
  })
  look()
}

function resume(services: Services): void {
  const caller = services.access.caller()
  if (caller.userId !== null && services.store.isOpen() && queuedCaseCount(services.store.database()) > 0) startAnalysis(services, caller)
}

async function addNewModel(services: Services, model: Pick<NewModel, 'files' | 'acceptance'>, caller: Caller): Promise<VersionId> {
  if (caller.userId === null) throw new AppError('auth.signedOut')
  const release = services.store.hold()
  try {
    return await addModel(workplaceOf(services, caller), { ...model, shippedFolder: services.modelsFolder, addedBy: caller.userId })
  } catch (error) {
    if (error instanceof AppError) services.audited.refused('model.add', caller, { code: error.code })
    throw error
  } finally {
    release()
  }
}

function startComparison(services: Services, challengerId: VersionId, caller: Caller): JobId {
  if (versionById(services.store.database(), challengerId) === undefined) throw new AppError('model.versionMissing')
  return services.jobs.start({
    kind: 'comparison',
    total: 0,
    run: async (job) => {
      await runComparison(workplaceOf(services, caller), { challengerId, shippedFolder: services.modelsFolder }, job)
    },
  })
}

interface ImportStart {
  readonly caller: Caller
  readonly caseQueued: () => unknown
}

async function startImport(services: Services, input: Input<'import.start'>, start: ImportStart): Promise<JobId> {
  const { intake } = services
  const files = intake.take(input.intakeIds)
  try {
    const prepared = await prepareImport(services.engine, { files, task: input.task, patients: input.patients })
    return runImport(services, prepared, start)
  } catch (error) {
    intake.giveBack(input.intakeIds, files)
    throw error
  }
}

const runImport = (services: Services, prepared: PreparedImport, start: ImportStart): JobId =>
  startPreparing(services, { total: prepared.files.length, prepare: async () => ({ prepared, finish: () => {} }) }, start)

interface Prepares {
  readonly total: number
  readonly prepare: Preparing
}

function startPreparing(services: Services, { total, prepare }: Prepares, { caller, caseQueued }: ImportStart): JobId {
  const { jobs, events } = services
  const refreshList = atMostEvery(listRefreshMs, services, () => events.emit({ kind: 'worklist.changed' }))
  return jobs.start({
    kind: 'import',
    total,
    run: async (job) => {
      const { prepared, finish } = await prepare(job)
      job.update({ total: prepared.files.length })
      await importFiles(workplaceOf(services, caller), prepared, {
        ...job,
        update: (progress) => {
          job.update(progress)
          refreshList()
        },
        caseQueued,
      }).finally(() => {
        finish()
        events.emit({ kind: 'worklist.changed' })
      })
    },
  })
}

function startOpen(services: Services, run: RunOpen, { caller, caseQueued }: ImportStart): JobId {
  const { jobs, events } = services
  const refreshList = atMostEvery(listRefreshMs, services, () => events.emit({ kind: 'worklist.changed' }))
  return jobs.start({
    kind: 'import',
    total: 0,
    inTurns: true,
    run: async (job) => {
      // Nobody knows how many will come.
      const update = ({ done, failed }: { readonly done: number; readonly failed: number }): void => {
        job.update({ done, failed, total: done })
        refreshList()
      }
      const films = new OpenImport(workplaceOf(services, caller), { jobId: job.jobId, update, caseQueued })
      try {
        await run(films, job)
      } finally {
        await jobs.turn('import', async () => films.end())
        events.emit({ kind: 'worklist.changed' })
      }
    },
  })
}

function startAnalysis(services: Services, caller: Caller): JobId {
  const { jobs, store, events } = services
  const atWork = jobs.list().find(({ kind, state }) => kind === 'analysis' && (state === 'queued' || state === 'running'))
  if (atWork !== undefined) return atWork.jobId
  const jobId = jobs.start({
    kind: 'analysis',
    total: queuedCaseCount(store.database()),
    run: (job) =>
      analyzeQueued(workplaceOf(services, caller), {
        signal: job.signal,
        keepQueue: () => job.signal.reason === closing,
        update: job.update,
        caseChanged: (caseId) => events.emit({ kind: 'case.changed', caseId }),
      }),
  })
  // A case that joined in the moment the job looked for the last time is not left behind.
  void continueAfter(services, jobId, caller)
  return jobId
}

async function continueAfter(services: Services, jobId: JobId, caller: Caller): Promise<void> {
  const { jobs, store } = services
  const { state } = await jobs.settled(jobId)
  if (state === 'done' && store.isOpen() && queuedCaseCount(store.database()) > 0) startAnalysis(services, caller)
}

interface ExportStart {
  readonly input: Input<'export.start'>
  readonly caller: Caller
  readonly folder: string | null
}

function startExport(services: Services, { input, caller, folder }: ExportStart): JobId {
  requireTask(input.format, input.task)
  const exportId = randomUUID() as string as ExportId
  const place = workplaceOf(services, caller)
  return services.jobs.start({
    kind: 'export',
    total: 0,
    run: async (job) => {
      await runExport(place, { ...input, exportId, folder }, job)
    },
  })
}

function atMostEvery(ms: number, { clock }: Services, work: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const now = clock.monotonicMs()
    if (now - last < ms) return
    last = now
    work()
  }
}
