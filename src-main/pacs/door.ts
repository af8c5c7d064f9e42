import type { PacsQuery } from '../../src-shared/contract/pacs.ts'
import type { StagedFile, Staging } from '../importing/staging.ts'
import { PacsConnection, type PacsTarget } from './connection.ts'
import type { DimsePeer } from './dimse/connect.ts'
import { getStudy } from './dimse/getStudy.ts'
import { findStudiesByDimse, listInstancesByDimse } from './dimse/query.ts'
import { echo, storeFile } from './dimse/services.ts'
import type { StudyRequest } from './fetched.ts'
import { fetchStudy } from './fetchStudy.ts'
import type { PacsLimits } from './limits.ts'
import { findStudies, listInstances, type FoundStudies, type ListedInstance } from './search.ts'
import { sendFile } from './send.ts'

/** A PACS, by whichever protocol it is spoken to. Everything throws AppError `pacs.*`, `dimse.*`. */
export interface PacsDoor {
  test(): Promise<void>
  find(query: PacsQuery): Promise<FoundStudies>
  list(studyUid: string, signal?: AbortSignal): Promise<readonly ListedInstance[]>
  /** The files of a study by their SOP Instance UIDs, all that were listed or none. */
  fetch(staging: Staging, request: StudyRequest): Promise<ReadonlyMap<string, StagedFile>>
  send(file: Uint8Array): Promise<void>
  close(): void
}

const anyStudy: PacsQuery = { patientId: '', patientName: '', from: '', to: '', accession: '', modality: '', offset: 0 }

/** A search that finds nothing shows as well as any other that searches are answered. */
const nobody: PacsQuery = { ...anyStudy, patientId: 'CTW-CONNECTION-TEST' }

export function webDoor(target: PacsTarget, limits: PacsLimits): PacsDoor {
  const connection = new PacsConnection(target, limits)
  return {
    test: async () => void (await findStudies(connection, anyStudy)),
    find: (query) => findStudies(connection, query),
    list: (studyUid, signal) => listInstances(connection, studyUid, signal),
    fetch: (staging, request) => fetchStudy(connection, staging, request),
    send: (file) => sendFile(connection, file),
    close: () => connection.close(),
  }
}

/** Each question has an association of its own, so there is nothing to close. */
export function dimseDoor(peer: DimsePeer, limits: PacsLimits): PacsDoor {
  return {
    test: async () => {
      await echo(peer, limits)
      await findStudiesByDimse(peer, nobody, limits)
    },
    find: (query) => findStudiesByDimse(peer, query, limits),
    list: (studyUid, signal) => listInstancesByDimse(peer, studyUid, { limits, signal }),
    fetch: (staging, request) => getStudy(peer, request, { staging, limits }),
    send: (file) => storeFile(peer, file, limits),
    close: () => {},
  }
}
