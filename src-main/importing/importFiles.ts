import type { ImportReport, PatientRule } from '../../src-shared/contract/jobs.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { CaseId, JobId } from '../../src-shared/domain/ids.ts'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { Engine } from '../engine/protocol.ts'
import { saveImportReport } from '../store/reports.ts'
import type { Workplace } from '../store/workplace.ts'
import { Alike } from './alike.ts'
import { takeTableBeside } from './besideTable.ts'
import { followDirectories, type Followed } from './dicomDirectory.ts'
import { fileAway, lookAt, type LookedAt } from './importFile.ts'
import { openIncoming, type IncomingFile } from './incoming.ts'
import type { IntakeFile } from './intake.ts'
import { lookAhead, type Outcome } from './lookAhead.ts'
import { applyPatientRule, type PatientFinder, type RuleAnswer } from './patientRule.ts'
import { Tally } from './tally.ts'

export interface ImportRequest {
  readonly files: readonly IntakeFile[]
  readonly task: Task | null
  readonly patients: PatientRule
}

/** What an import tells and asks while it runs. */
export interface ImportProgress {
  readonly jobId: JobId
  readonly signal: AbortSignal
  update(progress: { readonly done: number; readonly failed: number }): void
  caseQueued(): void
}

/** Failures of the store, not of one file: the import ends, and what it brought in so far stays. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  'auth.signedOut',
  'store.missing',
  'store.damaged',
  'store.full',
  'store.readOnly',
  'store.inUse',
])

/**
 * Files read and recognised before their turn: enough to keep the engine at work while one is filed away, and not so
 * many that their bytes fill the memory.
 */
const ahead = { depth: 4, weightOf: ({ bytes }: IncomingFile): number => bytes, weight: 64 * 2 ** 20 }

/**
 * Imports files one after another and keeps a report of it, also when it is cancelled or the store fails half-way:
 * every file that came in stays in, and the files that were not reached are simply not there.
 * `prepareImport` is to be called before: it throws for a rule that cannot be used.
 */
export async function importFiles(place: Workplace, prepared: PreparedImport, progress: ImportProgress): Promise<ImportReport> {
  const tally = new Tally(prepared)
  let index = 0
  try {
    const alike = await Alike.of(place.store.database())
    stopWhenCancelled(progress)
    for await (const { item: file, outcome } of lookAhead(prepared.files, (each) => lookAt(place, each), ahead)) {
      const here = index
      const newCase = await importOne(place, alike, { prepared, file, outcome, patient: () => prepared.patientOf(here), tally })
      await file.release()
      index += 1
      if (newCase !== null) progress.caseQueued()
      progress.update({ done: index, failed: tally.rejected.length })
      if (index < prepared.files.length) stopWhenCancelled(progress)
    }
  } finally {
    await Promise.allSettled(prepared.chosen.map((file) => file.release()))
    keepReport(place, progress.jobId, tally.report())
  }
  return tally.report()
}

function stopWhenCancelled({ signal }: ImportProgress): void {
  if (signal.aborted) throw new AppError('job.cancelled')
}

export interface PreparedImport extends Omit<ImportRequest, 'files'>, Followed {
  /** As they were handed over: to be released when the import ends. */
  readonly chosen: readonly IntakeFile[]
  readonly patientOf: PatientFinder
  readonly areSamples: boolean
}

/**
 * Opens archives, follows directories of discs and reads the patient rule against the files. Throws AppError
 * `import.badTable`, `contract.badInput`, or `archive.*` for a table in an archive that cannot be unpacked.
 */
export async function prepareImport(engine: Engine, { files: chosen, task, patients: rule }: ImportRequest): Promise<PreparedImport> {
  const { patients, followed } = await takeTableBeside(rule, await followDirectories(engine, await openIncoming(chosen)))
  return { ...followed, chosen, task, patients, areSamples: false, patientOf: applyPatientRule(patients, followed.files) }
}

interface OneFile {
  readonly prepared: PreparedImport
  readonly file: IncomingFile
  readonly outcome: Outcome<LookedAt>
  readonly patient: () => RuleAnswer
  readonly tally: Tally
}

/** Answers the case that the file made, if it made one. Throws what ends the whole import. */
async function importOne(place: Workplace, alike: Alike, { prepared, file, outcome, patient, tally }: OneFile): Promise<CaseId | null> {
  const { task, patients, areSamples } = prepared
  try {
    if (!outcome.ok) throw outcome.error
    const request = { file, task, patient, patientRequired: patients.kind !== 'none', isSample: areSamples }
    const imported = await fileAway(place, alike, request, outcome.answer)
    tally.add(place.store.database(), file, imported)
    return imported.newCase
  } catch (error) {
    if (error instanceof AppError && fatalCodes.has(error.code)) throw error
    if (!(error instanceof AppError)) place.report(error, 'import.file')
    tally.reject(file, error)
    return null
  }
}

function keepReport(place: Workplace, jobId: JobId, report: ImportReport): void {
  const { imported, alreadyKnown, cases, rejected, groupedImages, duplicates } = report
  place.record('import.end', (db) => {
    saveImportReport(db, jobId, report, place.now())
    return { value: null, object: jobId, detail: { imported, alreadyKnown, cases, rejected: rejected.length, groupedImages, duplicates: duplicates.length } }
  })
}
