import type { Duplicate, ImportReport, RejectedFile } from '../../src-shared/contract/jobs.ts'
import type { ImageId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { caseOfImage } from '../store/images.ts'
import type { ReadDb } from '../store/database.ts'
import type { Followed } from './dicomDirectory.ts'
import type { ImportedFile } from './importFile.ts'
import type { IncomingFile } from './incoming.ts'

/** A disc's viewer brings some hundred files; whoever chose a whole drive needs no longer list. */
const mostNamed = 1000

/** What became of each file of one import. */
export class Tally {
  readonly rejected: RejectedFile[]
  readonly #passedOver: Pick<ImportReport, 'ignored' | 'notListed' | 'notListedFiles'>
  readonly #duplicates: Duplicate[] = []
  /** Names of the pictures that came in with this import: the store itself keeps none. */
  readonly #names = new Map<ImageId, string>()
  #imported = 0
  #alreadyKnown = 0
  #cases = 0
  #grouped = 0

  constructor({ refused, ignored, notListed }: Followed) {
    this.rejected = [...refused]
    this.#passedOver = { ignored, notListed: notListed.length, notListedFiles: notListed.toSorted().slice(0, mostNamed) }
  }

  add(db: ReadDb, file: IncomingFile, { outcome, imageId, grouped, newCase, duplicate }: ImportedFile): void {
    if (outcome === 'imported') this.#imported += 1
    else this.#alreadyKnown += 1
    this.#cases += Number(newCase !== null)
    this.#grouped += Number(grouped)
    if (duplicate !== null) this.#note(db, file, duplicate)
    if (outcome === 'imported') this.#names.set(imageId, file.entry ?? file.name)
  }

  reject(file: IncomingFile, error: unknown): void {
    const known = error instanceof AppError
    this.rejected.push({ ...placeOf(file), code: known ? error.code : 'internal', detail: known ? error.detail : {} })
  }

  report(): ImportReport {
    return {
      imported: this.#imported,
      alreadyKnown: this.#alreadyKnown,
      cases: this.#cases,
      rejected: [...this.rejected],
      groupedImages: this.#grouped,
      duplicates: [...this.#duplicates],
      ...this.#passedOver,
    }
  }

  #note(db: ReadDb, file: IncomingFile, { kind, imageId }: NonNullable<ImportedFile['duplicate']>): void {
    const found = caseOfImage(db, imageId)
    if (found === undefined) return
    this.#duplicates.push({ ...placeOf(file), kind, of: { name: this.#names.get(imageId) ?? null, ...found } })
  }
}

const placeOf = ({ index, chosenName: name, entry }: IncomingFile): Pick<RejectedFile, 'index' | 'name' | 'entry'> =>
  entry === undefined ? { index, name } : { index, name, entry }
