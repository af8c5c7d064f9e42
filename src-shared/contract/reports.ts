import * as v from 'valibot'
import type { CaseId, ReportId } from '../domain/ids.ts'
import { languages } from '../domain/label.ts'
import { command } from './call.ts'
import { idOf } from './fields.ts'

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

export const reportCalls = {
  /** A PDF of the newest signed version of one case. Throws `read.notSigned`. */
  'report.make': command<MadeReport>()('export.run', v.strictObject({ caseId: idOf<CaseId>(), language: v.picklist(languages) })),
}
