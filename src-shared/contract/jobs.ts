import * as v from 'valibot'
import type { ErrorCode, ErrorDetail } from '../errors.ts'
import type { CaseId, ExportId, IntakeId, JobId } from '../domain/ids.ts'
import { tasks, type Task } from '../domain/case.ts'
import { command, query } from './call.ts'
import { idOf, nothing, shortText } from './fields.ts'

export interface Job {
  readonly jobId: JobId
  readonly kind: 'import' | 'analysis' | 'export' | 'backup' | 'drill' | 'comparison' | 'labels'
  readonly state: 'queued' | 'running' | 'done' | 'cancelled' | 'failed'
  readonly done: number
  readonly total: number
  readonly failed: number
  readonly error: ErrorCode | null
}

export interface RejectedFile {
  /** Its place among the files of the import; a file that was refused on the way there has none. */
  readonly index?: number
  /** The chosen file's own name (no folder). It stays on this machine: shown to the person who chose it, never logged. */
  readonly name: string
  /** The path of what was refused inside the chosen file, where that is an archive or a DICOMDIR. */
  readonly entry?: string
  readonly code: ErrorCode
  readonly detail: ErrorDetail
}

/** exact: the same bytes; recoded: the same DICOM picture, pixel by pixel, packed otherwise; near: the same picture saved anew, as far as its likeness tells. */
export type DuplicateKind = 'exact' | 'recoded' | 'near'

export interface Duplicate extends Pick<RejectedFile, 'index' | 'name' | 'entry'> {
  readonly kind: DuplicateKind
  readonly of: {
    /** Of the other picture's file, where it came with the same import; the store keeps no names of files. */
    readonly name: string | null
    readonly caseId: CaseId
    /** As it was then. */
    readonly pseudonym: string
  }
}

export interface ImportReport {
  readonly imported: number
  readonly alreadyKnown: number
  readonly cases: number
  readonly rejected: readonly RejectedFile[]
  /** Images nobody named a patient for: grouped by likeness so that a split cannot leak. */
  readonly groupedImages: number
  /** Files whose picture was there before: exact and recoded ones are known and not kept twice, near ones came in. */
  readonly duplicates: readonly Duplicate[]
  /** System files inside archives (__MACOSX, .DS_Store and the like) that were passed over. */
  readonly ignored: number
  /** Files that lay beside a DICOMDIR and are none of the pictures it lists. */
  readonly notListed: number
  /** Their paths below the DICOMDIR's folder, in order; of very many the first. */
  readonly notListedFiles: readonly string[]
}

/**
 * Where the patient of each file comes from.
 * folder: the name of the folder the file lies in; pattern: a regular expression with the named group `patient`
 * (and optionally `date`, YYYYMMDD or YYYY-MM-DD) on the file name; table: CSV text with columns file, patient,
 * optionally date, and side data; beside: the one CSV file among the chosen files is that table; byHand: one pseudonym for all files; none: grouped by likeness. DICOM files without another rule
 * take a pseudonym derived from their PatientID.
 */
const patientRule = v.variant('kind', [
  v.strictObject({ kind: v.literal('folder') }),
  v.strictObject({ kind: v.literal('pattern'), pattern: shortText }),
  v.strictObject({ kind: v.literal('table'), csv: v.pipe(v.string(), v.maxLength(20_000_000)) }),
  v.strictObject({ kind: v.literal('beside') }),
  v.strictObject({ kind: v.literal('byHand'), pseudonym: v.pipe(shortText, v.trim(), v.minLength(1)) }),
  v.strictObject({ kind: v.literal('none') }),
])
export type PatientRule = v.InferOutput<typeof patientRule>

/** The rules that need nothing but the file itself, for files that come one after another. */
export const standingPatientRule = v.variant('kind', [
  v.strictObject({ kind: v.literal('folder') }),
  v.strictObject({ kind: v.literal('pattern'), pattern: shortText }),
  v.strictObject({ kind: v.literal('none') }),
])

export const exportFormats = ['csv', 'coco', 'bundle'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportReport {
  readonly exportId: ExportId
  readonly format: ExportFormat
  readonly createdAt: string
  /** true: kept in the store and taken out as an archive; false: a command wrote it into a folder of its own. */
  readonly inStore: boolean
  readonly cases: number
  readonly images: number
  readonly patients: number
  /** Patients that are groups made by likeness, not named by a person. */
  readonly groupedPatients: number
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
  /** Of training bundles. */
  readonly bundle?: BundleFacts
}

/** What is to be known of a training bundle beside its counts. */
export interface BundleFacts {
  readonly task: Task
  /** SHA-256 of its manifest, which names every other file with its hash. */
  readonly sha256: string
  /** The bundle of the same task before this one; null: the first. */
  readonly since: ExportId | null
  /** Cases that one did not hold, and cases signed anew since then. */
  readonly newCases: number
  readonly changedCases: number
  /** Cases of test patients: they stay here and are never trained on. */
  readonly heldBackCases: number
}

export const jobCalls = {
  'import.start': command<{ readonly jobId: JobId }>()(
    'image.import',
    v.strictObject({
      intakeIds: v.pipe(v.array(idOf<IntakeId>()), v.minLength(1), v.maxLength(200_000)),
      /** null: photos are tongues, films are read for the fourteen findings. */
      task: v.nullable(v.picklist(tasks)),
      patients: patientRule,
    }),
  ),
  /** Brings in the generated sample cases of both benches; those that are there already stay as they are. */
  'samples.open': command<{ readonly jobId: JobId }>()('image.import', nothing),
  'import.report': query<ImportReport>()('image.import', v.strictObject({ jobId: idOf<JobId>() })),
  'job.list': query<readonly Job[]>()('case.read', nothing),
  'job.cancel': command<null>()('image.import', v.strictObject({ jobId: idOf<JobId>() })),
  /** Signed cases only. A bundle holds one task, CSV and COCO may hold all (task null). */
  'export.start': command<{ readonly jobId: JobId }>()(
    'export.run',
    v.strictObject({ format: v.picklist(exportFormats), task: v.nullable(v.picklist(tasks)) }),
  ),
  'export.list': query<readonly ExportReport[]>()('export.run', nothing),
}
