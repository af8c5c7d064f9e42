import type { RejectedFile } from '../../src-shared/contract/jobs.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { PreparedImport } from '../importing/importFiles.ts'
import type { IncomingFile } from '../importing/incoming.ts'
import { lookAhead } from '../importing/lookAhead.ts'
import type { StagedFile, Staging } from '../importing/staging.ts'
import { originalOfInstance, rememberInstances, type ImportedInstance } from '../store/pacs.ts'
import type { Workplace } from '../store/workplace.ts'
import type { Listing, PacsDoor } from './door.ts'
import { endsRetrieval } from './failures.ts'
import type { WantedStudy } from './fetched.ts'
import { studiesAtOnce, type ListedInstance } from './search.ts'

/** What a film is taken to weigh before it has come: an import looks at several together. */
const expectedBytes = 8 * 2 ** 20
/** Files are remembered as imported this many at a time, and at the end. */
const rememberedAtOnce = 64
const listedAtOnce = { depth: 2, weightOf: () => 1, weight: 2 }

export interface RetrievalOrder {
  readonly studies: readonly WantedStudy[]
  readonly task: Task | null
}

/**
 * Studies of a PACS as an import. Each is fetched when the import reaches the first of its files; what is here already is
 * read from the store instead, so that a retrieval that broke off goes on where it was.
 */
export class Retrieval {
  readonly #place: Workplace
  readonly #door: PacsDoor
  readonly #staging: Staging
  readonly #signal: AbortSignal
  readonly #imported: ImportedInstance[] = []
  #ended: AppError | null = null

  constructor(place: Workplace, means: { readonly door: PacsDoor; readonly staging: Staging; readonly signal: AbortSignal }) {
    this.#place = place
    this.#door = means.door
    this.#staging = means.staging
    this.#signal = means.signal
  }

  /** Asks for the instances of every study. Throws AppError `pacs.*` for what would meet every request. */
  async prepare({ studies, task }: RetrievalOrder): Promise<PreparedImport> {
    const files: IncomingFile[] = []
    const refused: RejectedFile[] = []
    const once = [...new Map(studies.map((study) => [study.studyUid, study])).values()]
    const groups = Array.from({ length: Math.ceil(once.length / studiesAtOnce) }, (_, group) => once.slice(group * studiesAtOnce, (group + 1) * studiesAtOnce))
    const ask = (group: readonly WantedStudy[]): Promise<ReadonlyMap<string, Listing>> => this.#door.list(group.map(({ studyUid }) => studyUid), this.#signal)
    for await (const { item: group, outcome } of lookAhead(groups, ask, listedAtOnce)) {
      if (this.#signal.aborted) throw new AppError('job.cancelled')
      if (!outcome.ok) throw outcome.error
      for (const wanted of group) {
        const found = this.#foundOf(wanted, outcome.answer.get(wanted.studyUid) ?? [])
        if ('code' in found) refused.push(found)
        else files.push(...found.map((file, at) => ({ ...file, index: files.length + at })))
      }
    }
    return { files, refused, ignored: 0, notListed: [], chosen: files, task, patients: { kind: 'none' }, areSamples: false, patientOf: () => null }
  }

  /** To be called once the import has ended, however it did. */
  finish(): void {
    if (this.#imported.length > 0) this.#remember()
  }

  #foundOf(wanted: WantedStudy, listing: Listing): RejectedFile | readonly Omit<IncomingFile, 'index'>[] {
    if (listing instanceof AppError) return refusalOf(wanted, listing)
    return listing.length === 0 ? refusalOf(wanted, new AppError('pacs.notThere')) : this.#filesOf(wanted, listing)
  }

  #filesOf(wanted: WantedStudy, listed: readonly ListedInstance[]): readonly Omit<IncomingFile, 'index'>[] {
    const originalOf = originalOfInstance(this.#place.store.database())
    const missing = listed.filter(({ sopUid }) => originalOf(sopUid) === undefined)
    const fetching = new Once(() => this.#fetch(wanted, missing, missing.length === listed.length))
    return listed.map(({ sopUid }) => {
      const sha256 = originalOf(sopUid)
      return sha256 === undefined ? this.#newFile(sopUid, fetching) : this.#knownFile(sopUid, sha256)
    })
  }

  #knownFile(sopUid: string, sha256: string): Omit<IncomingFile, 'index'> {
    const open = (): Promise<Uint8Array> => this.#place.store.blobs().read(sha256)
    return { ...named(sopUid), open, readAt: async (start, endBefore) => (await open()).subarray(start, endBefore), release: async () => {} }
  }

  #newFile(sopUid: string, fetching: Once<ReadonlyMap<string, StagedFile>>): Omit<IncomingFile, 'index'> {
    const fetched = async (): Promise<StagedFile> => {
      const file = (await fetching.get()).get(sopUid)
      if (file === undefined) throw new AppError('pacs.incomplete', { missing: 1 })
      return file
    }
    return {
      ...named(sopUid),
      open: async () => (await fetched()).open(),
      readAt: async (start, endBefore) => (await fetched()).readAt(start, endBefore),
      release: async (imageId) => {
        if (imageId !== undefined) this.#noteImported({ sopUid, imageId })
        await (await fetching.begun()?.catch(() => null))?.get(sopUid)?.release()
      },
    }
  }

  async #fetch(wanted: WantedStudy, listed: readonly ListedInstance[], whole: boolean): Promise<ReadonlyMap<string, StagedFile>> {
    if (this.#ended !== null) throw this.#ended
    try {
      return await this.#door.fetch(this.#staging, { wanted, listed, whole, signal: this.#signal })
    } catch (error) {
      // The files behind this one need not wait for the same.
      if (endsRetrieval(error)) this.#ended = error
      throw error
    }
  }

  #noteImported(instance: ImportedInstance): void {
    this.#imported.push(instance)
    if (this.#imported.length >= rememberedAtOnce) this.#remember()
  }

  #remember(): void {
    const instances = this.#imported.splice(0)
    this.#place.record('pacs.imported', (db) => {
      rememberInstances(db, instances)
      return { value: null, detail: { files: instances.length } }
    })
  }
}

/** Work that is begun when it is first asked for, and done once. */
class Once<T> {
  readonly #work: () => Promise<T>
  #promise: Promise<T> | null = null

  constructor(work: () => Promise<T>) {
    this.#work = work
  }

  get(): Promise<T> {
    this.#promise ??= this.#work()
    return this.#promise
  }

  begun(): Promise<T> | null {
    return this.#promise
  }
}

const named = (sopUid: string) => ({ name: `${sopUid}.dcm`, chosenName: `${sopUid}.dcm`, folder: '', bytes: expectedBytes })

const refusalOf = ({ studyUid: name }: WantedStudy, { code, detail }: AppError): RejectedFile => ({ name, code, detail })
