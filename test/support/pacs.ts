import type { ImportReport } from '../../src-shared/contract/jobs.ts'
import type { PacsPlan, PacsQuery } from '../../src-shared/contract/pacs.ts'
import type { TestWorkstation } from './workstation.ts'

export const plainPlan: PacsPlan = { on: true, protocol: 'dicomweb', url: '', user: '', password: '', authority: '' }

export const anyStudy: PacsQuery = { patientId: '', patientName: '', from: '', to: '', accession: '', modality: '', offset: 0 }

export interface Retrieved extends ImportReport {
  readonly state: string
  readonly error: string | null
}

/** Retrieves studies as the window does, and waits for the report. */
export async function retrieve({ send, services }: TestWorkstation, studies: readonly { readonly studyUid: string; readonly patientId: string }[]): Promise<Retrieved> {
  const { jobId } = await send('pacs.get', { studies: studies.map(({ studyUid, patientId }) => ({ studyUid, patientId })), task: null })
  const { state, error } = await services.jobs.settled(jobId)
  const nothing: ImportReport = { imported: 0, alreadyKnown: 0, cases: 0, rejected: [], groupedImages: 0, duplicates: [], ignored: 0, notListed: 0, notListedFiles: [] }
  const report = await send('import.report', { jobId }).catch(() => nothing)
  return { ...report, state, error }
}
