import * as v from 'valibot'
import { tasks } from '../domain/case.ts'
import type { IntakeId, JobId } from '../domain/ids.ts'
import type { ErrorCode, ErrorDetail } from '../errors.ts'
import { command, query } from './call.ts'
import { count, idOf, nothing, shortText } from './fields.ts'

export const pacsProtocols = ['dicomweb', 'dimse'] as const
export type PacsProtocol = (typeof pacsProtocols)[number]

export const pacsPlan = v.strictObject({
  on: v.boolean(),
  /** dimse: searched and retrieved by C-FIND and C-GET from the peer that `dimse.plan` names. */
  protocol: v.optional(v.picklist(pacsProtocols), 'dicomweb'),
  /** Root of its DICOMweb services; '' where none was named yet. */
  url: v.pipe(v.string(), v.trim(), v.maxLength(500)),
  /** For HTTP Basic; '' for none. */
  user: shortText,
  /** null: the one that is kept, as long as address and user stay what they are. */
  password: v.nullable(shortText),
  /** PEM certificates trusted beside the system's; '' for none. */
  authority: v.pipe(v.string(), v.trim(), v.maxLength(100_000)),
})
export type PacsPlan = v.InferOutput<typeof pacsPlan>

/** The password never comes back. */
export interface PacsStatus extends Omit<PacsPlan, 'password'> {
  readonly hasPassword: boolean
}

/** What a test of the connection found; error null: the PACS answered a search as it should. */
export interface PacsTest {
  readonly error: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null
  readonly milliseconds: number
}

const date = v.pipe(v.string(), v.regex(/^(?:\d{4}-\d{2}-\d{2})?$/u))
const searched = v.pipe(v.string(), v.trim(), v.maxLength(64))

/** '' is any. */
const pacsQuery = v.strictObject({
  patientId: searched,
  /** Part of a name. */
  patientName: searched,
  /** Dates of the study, YYYY-MM-DD. */
  from: date,
  to: date,
  accession: searched,
  modality: v.pipe(v.string(), v.regex(/^[A-Z]{0,16}$/u)),
  offset: count,
})
export type PacsQuery = v.InferOutput<typeof pacsQuery>

export interface PacsStudy {
  readonly studyUid: string
  readonly patientId: string
  readonly patientName: string
  /** YYYY-MM-DD. */
  readonly date: string | null
  readonly accession: string
  readonly description: string
  readonly modalities: readonly string[]
  /** As the PACS counts them; null where it does not. */
  readonly images: number | null
}

const wantedStudy = v.strictObject({
  studyUid: v.pipe(v.string(), v.maxLength(64), v.regex(/^\d+(?:\.\d+)*$/u)),
  /** As the search answered it: what comes must be of this patient. */
  patientId: shortText,
})

export interface SentFile {
  /** Its place among the files of the call. */
  readonly index: number
  readonly error: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null
}

export const pacsCalls = {
  'pacs.status': query<PacsStatus>()('image.import', nothing),
  /** Throws `pacs.address`, `pacs.badCertificate`, `pacs.noPeer`. */
  'pacs.plan': command<PacsStatus>()('settings.write', pacsPlan),
  /** Asks the PACS of the plan, also while it is off. */
  'pacs.test': query<PacsTest>()('settings.write', nothing),
  /** Throws `pacs.*`. */
  'pacs.find': query<{ readonly studies: readonly PacsStudy[]; readonly more: boolean }>()('image.import', pacsQuery),
  /** An import like others; its report names what was refused. Throws `pacs.off`. */
  'pacs.get': command<{ readonly jobId: JobId }>()(
    'image.import',
    v.strictObject({ studies: v.pipe(v.array(wantedStudy), v.minLength(1), v.maxLength(5000)), task: v.nullable(v.picklist(tasks)) }),
  ),
  /** Stores DICOM files on the PACS. Throws `pacs.off`; what is wrong with one file is told of it. */
  'pacs.send': command<{ readonly sent: readonly SentFile[] }>()(
    'export.run',
    v.strictObject({ intakeIds: v.pipe(v.array(idOf<IntakeId>()), v.minLength(1), v.maxLength(1000)) }),
  ),
}
