import { setImmediate } from 'node:timers/promises'
import type { WatchedFile } from '../../store/watched.ts'

/** Calls are answered between slices: a first look may find a hundred thousand files. */
const filesPerSlice = 1000

export interface Found {
  /** The same at two looks: nobody writes to them any more. */
  readonly settled: readonly WatchedFile[]
  /** New or growing. */
  readonly unsettled: number
}

/** Tells the files that a look finds from those of earlier looks. */
export class NewFiles {
  /** Known to have been dealt with, so that the store is asked once for each. */
  readonly #done = new Map<string, WatchedFile>()
  #before = new Map<string, WatchedFile>()

  /** Compares a look with the one before it. `dealtWith` is asked of files that are not known yet. */
  async compare(files: readonly WatchedFile[], dealtWith: (file: WatchedFile) => boolean): Promise<Found> {
    const fresh: WatchedFile[] = []
    for (const [index, file] of files.entries()) {
      if (index % filesPerSlice === filesPerSlice - 1) await setImmediate()
      if (isSame(this.#done.get(file.path), file)) continue
      if (dealtWith(file)) this.#done.set(file.path, file)
      else fresh.push(file)
    }
    const settled = fresh.filter((file) => isSame(this.#before.get(file.path), file))
    this.#before = new Map(fresh.map((file) => [file.path, file]))
    return { settled, unsettled: fresh.length - settled.length }
  }

  /** Another folder, another store or another plan. */
  forget(): void {
    this.#done.clear()
    this.#before.clear()
  }
}

const isSame = (one: WatchedFile | undefined, other: WatchedFile): boolean => one?.bytes === other.bytes && one.modifiedMs === other.modifiedMs
