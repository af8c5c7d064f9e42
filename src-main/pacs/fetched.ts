import { AppError } from '../../src-shared/errors.ts'
import { identityBytes, readIdentity, type DicomIdentity } from '../dicom/identity.ts'
import type { StagedFile, Staging } from '../importing/staging.ts'
import type { ListedInstance } from './search.ts'

const usualIdentityBytes = 8 * 1024

/** What somebody chose on the screen: whatever comes must be of this study and of this patient. */
export interface WantedStudy {
  readonly studyUid: string
  readonly patientId: string
}

export interface StudyRequest {
  readonly wanted: WantedStudy
  /** What is to come; nothing else may. */
  readonly listed: readonly ListedInstance[]
  /** true: every instance of the study; false: only those listed, one by one. */
  readonly whole: boolean
  readonly signal?: AbortSignal
}

/** The files of one study as they come. */
export class Fetched {
  readonly files = new Map<string, StagedFile>()
  readonly #wanted: WantedStudy
  readonly #listed: ReadonlySet<string>

  constructor({ wanted, listed }: StudyRequest) {
    this.#wanted = wanted
    this.#listed = new Set(listed.map(({ sopUid }) => sopUid))
  }

  async add({ identity, ...file }: StagedPart): Promise<void> {
    try {
      this.#check(identity)
      const before = this.files.get(identity.sopUid)
      if (before === undefined) return void this.files.set(identity.sopUid, file)
      if (!(await areSame(before, file))) throw new AppError('pacs.uidReused')
      await file.release()
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

  #check({ studyUid, patientId, sopUid }: DicomIdentity): void {
    if (studyUid !== this.#wanted.studyUid || patientId !== this.#wanted.patientId.trim()) throw new AppError('pacs.otherPatient')
    if (!this.#listed.has(sopUid)) throw new AppError('pacs.notAsked')
  }
}

const areSame = async (one: StagedFile, other: StagedFile): Promise<boolean> =>
  one.bytes === other.bytes && Buffer.compare(await one.open(), await other.open()) === 0

export interface StagedPart extends StagedFile {
  readonly identity: DicomIdentity
}

/** Stages a file as it comes and reads whose it is. Throws AppError `pacs.*`, `dicom.unreadable`, `image.empty`. */
export async function stage(staging: Staging, body: AsyncIterable<Buffer>, maximumBytes: number): Promise<StagedPart> {
  const tee = new Tee(maximumBytes)
  const file = await staging.add(tee.through(body))
  try {
    return { ...file, identity: identityIn(tee) }
  } catch (error) {
    await file.release()
    throw error
  }
}

/** Nearly every header names whose it is at once; where it does not, more of it is looked at. */
function identityIn(tee: Tee): DicomIdentity {
  try {
    return readIdentity(tee.head(usualIdentityBytes))
  } catch {
    return readIdentity(tee.head(identityBytes))
  }
}

/** Keeps the beginning of what passes, and counts it. */
class Tee {
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
      yield chunk
    }
  }

  /** At most so many of the first bytes. */
  head(bytes: number): Buffer {
    let room = bytes
    const parts = this.#kept.map((chunk) => {
      const part = chunk.subarray(0, room)
      room -= part.length
      return part
    })
    return Buffer.concat(parts)
  }
}
