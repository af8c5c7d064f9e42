import type { ImportReport, PatientRule, RejectedFile } from '../../src-shared/contract/jobs.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { Engine } from '../engine/protocol.ts'
import { saveImportReport } from '../store/reports.ts'
import type { Workplace } from '../store/workplace.ts'
import { Groups } from './groups.ts'
import { importFile, type ImportedFile } from './importFile.ts'
import { takeTableBeside } from './besideTable.ts'
import { followDirectories, type Followed } from './dicomDirectory.ts'
import { openIncoming, type IncomingFile } from './incoming.ts'
import type { IntakeFile } from './intake.ts'
import { applyPatientRule, type PatientFinder, type RuleAnswer } from './patientRule.ts'

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
 * Imports files one after another and keeps a report of it, also when it is cancelled or the store fails half-way:
 * every file that came in stays in, and the files that were not reached are simply not there.
 * `prepareImport` is to be called before: it throws for a rule that cannot be used.
 */
export async function importFiles(place: Workplace, prepared: PreparedImport, progress: ImportProgress): Promise<ImportReport> {
  const tally = new Tally(prepared)
  try {
    const groups = new Groups(place.store.database())
    for (const [index, file] of prepared.files.entries()) {
      if (progress.signal.aborted) throw new AppError('job.cancelled')
      const imported = await importOne(place, groups, { prepared, file, patient: () => prepared.patientOf(index), tally })
      await file.release()
      if (imported !== null && imported.newCase !== null) progress.caseQueued()
      progress.update({ done: index + 1, failed: tally.rejected.length })
    }
  } finally {
    await Promise.allSettled(prepared.chosen.map((file) => file.release()))
    keepReport(place, progress.jobId, tally.report())
  }
  return tally.report()
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
  readonly patient: () => RuleAnswer
  readonly tally: Tally
}

async function importOne(place: Workplace, groups: Groups, { prepared, file, patient, tally }: OneFile): Promise<ImportedFile | null> {
  try {
    const imported = await importFile(place, groups, {
      file,
      task: prepared.task,
      patient,
      patientRequired: prepared.patients.kind !== 'none',
      isSample: prepared.areSamples,
    })
    tally.add(imported)
    return imported
  } catch (error) {
    if (error instanceof AppError && fatalCodes.has(error.code)) throw error
    if (!(error instanceof AppError)) place.report(error, 'import.file')
    tally.reject(file, error)
    return null
  }
}

class Tally {
  readonly rejected: RejectedFile[]
  readonly #passedOver: Pick<ImportReport, 'ignored' | 'notListed'>
  #imported = 0
  #alreadyKnown = 0
  #cases = 0
  #grouped = 0

  constructor({ refused, ignored, notListed }: Followed) {
    this.rejected = [...refused]
    this.#passedOver = { ignored, notListed }
  }

  add({ outcome, grouped, newCase }: ImportedFile): void {
    if (outcome === 'imported') this.#imported += 1
    else this.#alreadyKnown += 1
    this.#cases += Number(newCase !== null)
    this.#grouped += Number(grouped)
  }

  reject({ index, chosenName: name, entry }: IncomingFile, error: unknown): void {
    const known = error instanceof AppError
    const place = entry === undefined ? { index, name } : { index, name, entry }
    this.rejected.push({ ...place, code: known ? error.code : 'internal', detail: known ? error.detail : {} })
  }

  report(): ImportReport {
    return {
      imported: this.#imported,
      alreadyKnown: this.#alreadyKnown,
      cases: this.#cases,
      rejected: [...this.rejected],
      groupedImages: this.#grouped,
      ...this.#passedOver,
    }
  }
}

function keepReport(place: Workplace, jobId: JobId, report: ImportReport): void {
  const { imported, alreadyKnown, cases, rejected, groupedImages } = report
  place.record('import.end', (db) => {
    saveImportReport(db, jobId, report, place.now())
    return { value: null, object: jobId, detail: { imported, alreadyKnown, cases, rejected: rejected.length, groupedImages } }
  })
}
