import type { ImportReport, PatientRule } from '../../src-shared/contract/jobs.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Engine } from '../engine/protocol.ts'
import { saveImportReport } from '../store/reports.ts'
import type { WorkOutcome, Workplace } from '../store/workplace.ts'
import { takeTableBeside } from './besideTable.ts'
import { followDirectories, type Followed } from './dicomDirectory.ts'
import { endsImport } from './endsImport.ts'
import { FileBatch, type FileEnded } from './fileBatch.ts'
import { beginFiling, lookAt, sopUidOf, type Filing, type ImportedFile, type LookedAt } from './importFile.ts'
import { openIncoming, type IncomingFile } from './incoming.ts'
import type { IntakeFile } from './intake.ts'
import { lookAhead, type Outcome } from './lookAhead.ts'
import { applyPatientRule, type PatientFinder, type RuleAnswer } from './patientRule.ts'
import { Tally } from './tally.ts'
import { tellPauses } from './tellPauses.ts'

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

/**
 * Files read and recognised before their turn: enough to keep the engine at work while one is filed away, and not so
 * many that their bytes fill the memory.
 */
const ahead = { depth: 8, weightOf: ({ bytes }: IncomingFile): number => bytes, weight: 64 * 2 ** 20 }

/** What waits to be filed is not kept back for a file that takes long to read. */
const pauseMs = 200

/**
 * Imports files one after another and keeps a report of it, also when it is cancelled or the store fails half-way:
 * every file that came in stays in, and the files that were not reached are simply not there.
 * `prepareImport` is to be called before: it throws for a rule that cannot be used.
 */
export async function importFiles(place: Workplace, prepared: PreparedImport, progress: ImportProgress): Promise<ImportReport> {
  const tally = new Tally(prepared)
  try {
    const batch = await FileBatch.in(place, filesEnded(place, tally, progress))
    const looks = lookAhead(prepared.files, (each) => lookAt(place, each), ahead)
    let index = 0
    for await (const { item: file, outcome } of tellPauses(looks, pauseMs, () => batch.file())) {
      if (progress.signal.aborted) break
      await importOne(place, batch, { prepared, importId: progress.jobId, file, outcome, patient: patientAt(prepared, index) })
      index += 1
    }
    await batch.file()
    if (index < prepared.files.length) throw new AppError('job.cancelled')
  } finally {
    await Promise.allSettled(prepared.chosen.map((file) => file.release()))
    keepReport(place, progress.jobId, tally.report())
  }
  return tally.report()
}

const patientAt = ({ patientOf }: PreparedImport, index: number) => (): RuleAnswer => patientOf(index)

/** What is done about each file that has ended: counted, forgotten by the host, told. */
export function filesEnded(place: Workplace, tally: Tally, progress: Pick<ImportProgress, 'update' | 'caseQueued'>): FileEnded {
  let done = 0
  return async (file, outcome) => {
    if (outcome.ok) tally.add(place.store.database(), file, outcome.value)
    else {
      if (!(outcome.error instanceof AppError)) place.report(outcome.error, 'import.file')
      tally.reject(file, outcome.error)
    }
    await file.release(outcome.ok ? outcome.value.imageId : undefined)
    done += 1
    if (outcome.ok && outcome.value.newCase !== null) progress.caseQueued()
    progress.update({ done, failed: tally.rejected.length })
  }
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
  readonly importId: JobId
  readonly prepared: PreparedImport
  readonly file: IncomingFile
  readonly outcome: Outcome<LookedAt>
  readonly patient: () => RuleAnswer
}

/** Throws what ends the whole import. */
export async function importOne(place: Workplace, batch: FileBatch, one: OneFile): Promise<void> {
  // A copy of a picture that waits is known as soon as that one has been filed.
  if (one.outcome.ok && batch.holds(namesOf(one.outcome.answer))) await batch.file()
  await batch.add(one.file, await begin(place, one))
}

const namesOf = ({ sha256, probe }: LookedAt): Pick<Filing, 'sha256' | 'sopUid'> => ({ sha256, sopUid: probe === null ? '' : sopUidOf(probe) })

/** A picture to be filed, or how its file has ended already. Throws what ends the whole import. */
async function begin(place: Workplace, { prepared, importId, file, outcome, patient }: OneFile): Promise<Filing | WorkOutcome<ImportedFile>> {
  const { task, patients, areSamples } = prepared
  try {
    if (!outcome.ok) throw outcome.error
    const request = { file, task, patient, patientRequired: patients.kind !== 'none', isSample: areSamples, importId }
    const begun = await beginFiling(place, request, outcome.answer)
    return 'original' in begun ? begun : { ok: true, value: begun }
  } catch (error) {
    if (endsImport(error)) throw error
    return { ok: false, error }
  }
}

export function keepReport(place: Workplace, jobId: JobId, report: ImportReport): void {
  const { imported, alreadyKnown, cases, rejected, groupedImages, duplicates } = report
  place.record('import.end', (db) => {
    saveImportReport(db, jobId, report, place.now())
    return { value: null, object: jobId, detail: { imported, alreadyKnown, cases, rejected: rejected.length, groupedImages, duplicates: duplicates.length } }
  })
}
