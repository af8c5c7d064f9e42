import { AppError } from '../../src-shared/errors.ts'
import type { StagedFile, Staging } from '../importing/staging.ts'
import { bytesOf, type PacsAnswer, type PacsConnection } from './connection.ts'
import { requireSuccess } from './failures.ts'
import { Fetched, stage, type StudyRequest } from './fetched.ts'
import { boundaryOf, multipartParts } from './multipart.ts'

/** Any transfer syntax: as the PACS keeps it. */
const anyDicom = 'multipart/related; type="application/dicom"; transfer-syntax=*'

/**
 * Retrieves the files of a study (WADO-RS, PS3.18 10.4), by their SOP Instance UIDs, staged on this machine. All of
 * them came and are of the study and the patient asked for, or none is kept. Throws AppError `pacs.*`, `dicom.unreadable`, `store.full`.
 */
export async function fetchStudy(connection: PacsConnection, staging: Staging, request: StudyRequest): Promise<ReadonlyMap<string, StagedFile>> {
  const { wanted, listed, whole, signal } = request
  const { limits } = connection
  const study = `studies/${wanted.studyUid}`
  const paths = whole ? [study] : listed.map(({ seriesUid, sopUid }) => `${study}/series/${seriesUid}/instances/${sopUid}`)
  const fetched = new Fetched(request)
  try {
    for (const path of paths) {
      const answer = await connection.ask({ path, accept: anyDicom, maximumBytes: limits.studyBytes, ...(signal && { signal }) })
      for await (const body of filesIn(answer)) await fetched.add(await stage(staging, body, limits.fileBytes))
    }
    fetched.requireAll()
    return fetched.files
  } catch (error) {
    await fetched.release()
    throw error
  }
}

async function* filesIn(answer: PacsAnswer): AsyncGenerator<AsyncIterable<Buffer>> {
  const boundary = boundaryOf(answer.contentType)
  if (answer.status !== 200 || boundary === null) {
    // Read to its end, so that the connection can be used again; what is no answer of DICOMweb may have none.
    if (answer.status === 200) answer.drop()
    else await bytesOf(answer).catch(() => undefined)
    requireSuccess(answer.status)
    throw new AppError('pacs.notDicomweb', { reason: 'type' })
  }
  for await (const { body } of multipartParts(answer.body, boundary)) yield body
}
