import { createHash, type Hash } from 'node:crypto'
import { AppError } from '../../src-shared/errors.ts'
import { identityBytes, readIdentity, type DicomIdentity } from '../dicom/identity.ts'
import type { StagedFile, Staging } from '../importing/staging.ts'
import { bytesOf, type PacsAnswer, type PacsConnection } from './connection.ts'
import { requireSuccess } from './failures.ts'
import { boundaryOf, multipartParts } from './multipart.ts'
import type { ListedInstance } from './search.ts'

/** What somebody chose on the screen: whatever comes must be of this study and of this patient. */
export interface WantedStudy {
  readonly studyUid: string
  readonly patientId: string
}

/** A file of a PACS, checked and sealed on the disk of this machine until it is imported. */
export interface FetchedFile extends StagedFile {
  readonly sopUid: string
  readonly sha256: string
}

export interface StudyRequest {
  readonly wanted: WantedStudy
  /** What is to come; nothing else may. */
  readonly listed: readonly ListedInstance[]
  /** true: every instance of the study; false: only those listed, one by one. */
  readonly whole: boolean
  readonly signal?: AbortSignal
}

/** Any transfer syntax: as the PACS keeps it. */
const anyDicom = 'multipart/related; type="application/dicom"; transfer-syntax=*'

/**
 * Retrieves the files of a study (WADO-RS, PS3.18 10.4), by their SOP Instance UIDs. All of them came and are of the study and
 * the patient asked for, or none is kept. Throws AppError `pacs.*`, `dicom.unreadable`, `store.full`.
 */
export async function fetchStudy(connection: PacsConnection, staging: Staging, request: StudyRequest): Promise<ReadonlyMap<string, FetchedFile>> {
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
    // Read to its end, so that the connection can be used again.
    if (answer.status !== 200) await bytesOf(answer).catch(() => undefined)
    requireSuccess(answer.status)
    throw new AppError('pacs.notDicomweb', { reason: 'type' })
  }
  for await (const { body } of multipartParts(answer.body, boundary)) yield body
}

/** The files of one study as they come. */
class Fetched {
  readonly files = new Map<string, FetchedFile>()
  readonly #wanted: WantedStudy
  readonly #listed: ReadonlySet<string>

  constructor({ wanted, listed }: StudyRequest) {
    this.#wanted = wanted
    this.#listed = new Set(listed.map(({ sopUid }) => sopUid))
  }

  async add({ identity, ...file }: StagedPart): Promise<void> {
    try {
      const same = this.#check(identity, file.sha256)
      if (same) await file.release()
      else this.files.set(identity.sopUid, { ...file, sopUid: identity.sopUid })
    } catch (error) {
      await file.release()
      throw error
    }
  }

  requireAll(): void {
    const missing = this.#listed.size - this.files.size
    if (missing > 0) throw new AppError('pacs.incomplete', { missing })
  }

  async release(): Promise<void> {
    await Promise.allSettled([...this.files.values()].map((file) => file.release()))
  }

  /** true: the very file came before. Throws for what must not be taken. */
  #check({ studyUid, patientId, sopUid }: DicomIdentity, sha256: string): boolean {
    if (studyUid !== this.#wanted.studyUid || patientId !== this.#wanted.patientId.trim()) throw new AppError('pacs.otherPatient')
    if (!this.#listed.has(sopUid)) throw new AppError('pacs.notAsked')
    const before = this.files.get(sopUid)
    if (before !== undefined && before.sha256 !== sha256) throw new AppError('pacs.uidReused')
    return before !== undefined
  }
}

export interface StagedPart extends StagedFile {
  readonly identity: DicomIdentity
  readonly sha256: string
}

/** Seals a file on the disk as it comes. Throws AppError `pacs.*`, `dicom.unreadable`, `image.empty`. */
export async function stage(staging: Staging, body: AsyncIterable<Buffer>, maximumBytes: number): Promise<StagedPart> {
  const tee = new Tee(maximumBytes)
  const file = await staging.add(tee.through(body))
  try {
    return { ...file, sha256: tee.hash.digest('hex'), identity: readIdentity(tee.head()) }
  } catch (error) {
    await file.release()
    throw error
  }
}

/** Keeps the beginning of what passes, and its hash. */
class Tee {
  readonly hash: Hash = createHash('sha256')
  readonly #maximumBytes: number
  readonly #kept: Buffer[] = []
  #bytes = 0

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes
  }

  async *through(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      if (this.#bytes < identityBytes) this.#kept.push(chunk)
      this.#bytes += chunk.length
      if (this.#bytes > this.#maximumBytes) throw new AppError('pacs.tooMuch', { megabytes: Math.ceil(this.#maximumBytes / 2 ** 20) })
      this.hash.update(chunk)
      yield chunk
    }
  }

  head(): Buffer {
    return Buffer.concat(this.#kept)
  }
}
