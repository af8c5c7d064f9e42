import { pictureCount } from '../store/images.ts'
import type { WorkOutcome, Workplace } from '../store/workplace.ts'
import { Alike } from './alike.ts'
import { endsImport } from './endsImport.ts'
import type { Filing, ImportedFile } from './importFile.ts'
import type { IncomingFile } from './incoming.ts'

/** A batch is filed when one of these is reached. What has been filed is all that a crash leaves. */
const most = { pictures: 64, bytes: 64 * 2 ** 20, waitMs: 1000 } as const

/** A file that waits: its rows are to be written, or it has ended already and waits for its turn to be told of. */
interface Waiting {
  readonly file: IncomingFile
  readonly state: Filing | WorkOutcome<ImportedFile>
}

const isFiling = (state: Waiting['state']): state is Filing => 'original' in state

/** Told how each file ended, in the files' order, once that is on the disk. */
export type FileEnded = (file: IncomingFile, outcome: WorkOutcome<ImportedFile>) => Promise<void>

/**
 * Files new pictures several at a time: their originals are written side by side, their rows share a transaction, so the
 * disk is waited for once. A picture that fails leaves the others alone. The first batches are small, so that a person
 * sees at once that pictures come in.
 */
export class FileBatch {
  readonly #place: Workplace
  readonly #fileEnded: FileEnded
  #alike: Alike
  readonly #waiting: Waiting[] = []
  #bytes = 0
  #since = 0
  #limit = 1

  private constructor(place: Workplace, alike: Alike, fileEnded: FileEnded) {
    this.#place = place
    this.#alike = alike
    this.#fileEnded = fileEnded
  }

  static async in(place: Workplace, fileEnded: FileEnded): Promise<FileBatch> {
    return new FileBatch(place, await Alike.of(place.store.database()), fileEnded)
  }

  /** false: pictures have come in or gone beside it, and it knows less than it should. */
  isCurrent(): boolean {
    return this.#alike.size === pictureCount(this.#place.store.database())
  }

  /** Whether an original with these bytes, or of this SOP Instance UID, waits for its rows: the store does not know it yet. */
  holds({ sha256, sopUid }: Pick<Filing, 'sha256' | 'sopUid'>): boolean {
    return this.#waiting.some(({ state }) => isFiling(state) && (state.sha256 === sha256 || (sopUid !== '' && state.sopUid === sopUid)))
  }

  /** Takes a file, also one with which all is done: files are told of in their order. Throws what ends the whole import. */
  async add(file: IncomingFile, state: Filing | WorkOutcome<ImportedFile>): Promise<void> {
    if (this.#waiting.length === 0) this.#since = performance.now()
    this.#waiting.push({ file, state })
    this.#bytes += isFiling(state) ? state.bytes : 0
    const isDue = this.#waiting.length >= this.#limit || this.#bytes >= most.bytes || performance.now() - this.#since >= most.waitMs
    if (isDue) await this.file()
  }

  /** Files everything that waits. Throws what ends the whole import; files before it are filed. */
  async file(): Promise<void> {
    if (this.#waiting.length === 0) return
    const { reached, failure } = await untilFailure(this.#waiting.splice(0))
    this.#bytes = 0
    this.#limit = Math.min(most.pictures, 2 * this.#limit)
    const outcomes = await this.#record(reached.flatMap(({ state }) => (isFiling(state) ? [state] : [])))
    for (const { file, state } of reached) await this.#fileEnded(file, isFiling(state) ? (outcomes.shift() as WorkOutcome<ImportedFile>) : state)
    if (failure !== null) throw failure.error
  }

  /** Writes the rows of pictures whose originals have been written. */
  async #record(filings: readonly Filing[]): Promise<WorkOutcome<ImportedFile>[]> {
    if (filings.length === 0) return []
    try {
      await this.#place.store.blobs().settle(await Promise.all(filings.map(({ original }) => original)))
      return [...this.#place.recordEach('image.import', filings.map(({ file }) => (db) => file(db, this.#alike)))]
    } catch (error) {
      if (endsImport(error)) throw error
      if (filings.length === 1) return [{ ok: false, error }]
      return this.#recordSingly(filings)
    }
  }

  /** Not one of them was filed: whichever is to blame, the others are not. */
  async #recordSingly(filings: readonly Filing[]): Promise<WorkOutcome<ImportedFile>[]> {
    const outcomes: WorkOutcome<ImportedFile>[] = []
    for (const filing of filings) {
      // What it remembers of pictures that were undone is wrong.
      this.#alike = await Alike.of(this.#place.store.database())
      outcomes.push(...(await this.#record([filing])))
    }
    return outcomes
  }
}

/** What waits, up to the first original whose failure ends the import; other failures end their own file. */
async function untilFailure(waiting: readonly Waiting[]): Promise<{ reached: Waiting[]; failure: { error: unknown } | null }> {
  const reached: Waiting[] = []
  for (const { file, state } of waiting) {
    try {
      if (isFiling(state)) await state.original
      reached.push({ file, state })
    } catch (error) {
      if (endsImport(error)) return { reached, failure: { error } }
      reached.push({ file, state: { ok: false, error } })
    }
  }
  return { reached, failure: null }
}
