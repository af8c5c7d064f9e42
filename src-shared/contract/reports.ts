import * as v from 'valibot'
import type { CaseId, ReportId } from '../domain/ids.ts'
import { languages } from '../domain/label.ts'
import { command } from './call.ts'
import { idOf } from './fields.ts'

/** deidentified: under the pseudonym, UIDs mapped, no dates of the study; original: the names, numbers and UIDs of the source files. */
export const resultIdentities = ['deidentified', 'original'] as const
export type ResultIdentity = (typeof resultIdentities)[number]

/** A report that waits to be fetched; it is gone when the session ends. */
export interface MadeReport {
  readonly reportId: ReportId
  readonly fileName: string
  readonly bytes: number
  readonly sha256: string
  readonly pages: number
  /** Of the signed read. */
  readonly version: number
  readonly recordSha256: string
}

/** An archive that waits to be fetched like a report. */
export interface MadeResults extends Omit<MadeReport, 'pages'> {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
  /** Films that are no DICOM files: no DICOM result can refer to them. */
  readonly filmsWithoutSource: number
}

export const reportCalls = {
  /** A PDF of the newest signed version of one case. Throws `read.notSigned`. */
  'report.make': command<MadeReport>()('export.run', v.strictObject({ caseId: idOf<CaseId>(), language: v.picklist(languages) })),
  /** The newest signed version of one film as DICOM SR, SEG and GSPS, JSON, FHIR and PDF. Throws `read.notSigned`, `results.noFilm`. */
  'results.make': command<MadeResults>()('export.run', v.strictObject({ caseId: idOf<CaseId>(), language: v.picklist(languages), identity: v.picklist(resultIdentities) })),
}
