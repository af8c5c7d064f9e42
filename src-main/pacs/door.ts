import type { PacsQuery } from '../../src-shared/contract/pacs.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { StagedFile, Staging } from '../importing/staging.ts'
import { PacsConnection, type PacsTarget } from './connection.ts'
import type { DimsePeer } from './dimse/connect.ts'
import { getStudy } from './dimse/getStudy.ts'
import { findStudiesByDimse, listInstancesByDimse } from './dimse/query.ts'
import { echo, storeFile } from './dimse/services.ts'
import { endsRetrieval } from './failures.ts'
import type { StudyRequest } from './fetched.ts'
import { fetchStudy } from './fetchStudy.ts'
import type { PacsLimits } from './limits.ts'
import { findStudies, listInstances, listStudies, type FoundStudies, type ListedInstance } from './search.ts'
import { sendFile } from './send.ts'

export type Listing = readonly ListedInstance[] | AppError

/** A PACS, by whichever protocol it is spoken to. Everything throws AppError `pacs.*`, `dimse.*`. */
export interface PacsDoor {
  test(): Promise<void>
  find(query: PacsQuery): Promise<FoundStudies>
  /** Study -> its instances, or why they could not be listed. Throws AppError for what would meet every request. */
  list(studyUids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, Listing>>
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
    list: async (studyUids, signal) => {
      const together = studyUids.length < 2 ? new Map<string, Listing>() : await listStudies(connection, studyUids, signal).catch(nothingListed)
      return listEach(studyUids, (studyUid) => together.get(studyUid) ?? listInstances(connection, studyUid, signal))
    },
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
    list: (studyUids, signal) => listEach(studyUids, (studyUid) => listInstancesByDimse(peer, studyUid, { limits, signal })),
    fetch: (staging, request) => getStudy(peer, request, { staging, limits }),
    send: (file) => storeFile(peer, file, limits),
    close: () => {},
  }
}

/** A search for several studies that a PACS refuses is none: each is asked for by itself then. */
function nothingListed(error: unknown): ReadonlyMap<string, Listing> {
  ofOneStudy(error)
  return new Map()
}

async function listEach(studyUids: readonly string[], list: (studyUid: string) => Listing | Promise<Listing>): Promise<ReadonlyMap<string, Listing>> {
  const found = new Map<string, Listing>()
  for (const studyUid of studyUids) {
    try {
      found.set(studyUid, await list(studyUid))
    } catch (error) {
      found.set(studyUid, ofOneStudy(error))
    }
  }
  return found
}

/** What went wrong with one study; what would meet every other too is thrown on. */
function ofOneStudy(error: unknown): AppError {
  if (endsRetrieval(error)) throw error
  if (error instanceof AppError && error.code !== 'job.cancelled') return error
  throw error
}
