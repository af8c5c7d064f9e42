import { Readable } from 'node:stream'
import { callbackify } from 'node:util'
import { RandomAccessReader } from 'yauzl'
import type { IntakeFile } from './intake.ts'

/** The directory of an archive is read in steps of some fifty bytes: fetching a window at a time saves the rest. */
const windowBytes = 2 ** 20

/** A chosen file as the archive reader wants it: any range, wherever the host keeps the bytes. */
export class ZipWindow extends RandomAccessReader {
  readonly #file: Pick<IntakeFile, 'bytes' | 'readAt'>
  #start = 0
  #window: Uint8Array = new Uint8Array()

  constructor(file: Pick<IntakeFile, 'bytes' | 'readAt'>) {
    super()
    this.#file = file
  }

  override read(...[buffer, offset, length, position, callback]: Parameters<RandomAccessReader['read']>): void {
    const fill = async (): Promise<number> => {
      buffer.set(await this.range(position, position + length), offset)
      return length
    }
    // The reader wants the number of bytes as well, whatever its types say.
    callbackify(fill)(callback as (error: Error | null, bytesRead: number) => void)
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from([this.range(start, end)])
  }

  /** Throws for a range that is not wholly in the file. */
  async range(start: number, endBefore: number): Promise<Uint8Array> {
    if (start < 0 || endBefore > this.#file.bytes) throw new RangeError('Outside the archive')
    if (endBefore - start > windowBytes) return this.#fetch(start, endBefore)
    if (start < this.#start || endBefore > this.#start + this.#window.length) {
      const end = Math.min(this.#file.bytes, start + windowBytes)
      this.#window = await this.#fetch(start, end)
      this.#start = start
    }
    return this.#window.subarray(start - this.#start, endBefore - this.#start)
  }

  async #fetch(start: number, endBefore: number): Promise<Uint8Array> {
    const found = await this.#file.readAt(start, endBefore)
    if (found.length !== endBefore - start) throw new RangeError('The archive became shorter')
    return found
  }
}
