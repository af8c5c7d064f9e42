/** A box of the ISO base media file format (ISO/IEC 14496-12, 4.2): its type and where its content lies in the file. */
export interface MediaBox {
  readonly type: string
  readonly start: number
  readonly end: number
}

/** Reads integers of a file, big-endian. Beyond the end it throws RangeError. */
export class BoxReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
  }

  /** Of 1, 2, 4 or 8 bytes; one of 8 must be a safe integer. */
  unsigned(size: 1 | 2 | 4 | 8): number {
    const { at } = this
    this.at += size
    if (size === 1) return this.#view.getUint8(at)
    if (size === 2) return this.#view.getUint16(at)
    if (size === 4) return this.#view.getUint32(at)
    const value = Number(this.#view.getBigUint64(at))
    if (!Number.isSafeInteger(value)) throw new RangeError('A size of a box is beyond any file')
    return value
  }

  text(length: number): string {
    const from = this.at
    this.at += length
    if (this.at > this.#bytes.length) throw new RangeError('A box ends beyond the file')
    return String.fromCharCode(...this.#bytes.subarray(from, this.at))
  }

  /** Version and flags at the head of a full box. */
  fullBox(): { readonly version: number; readonly flags: number } {
    const word = this.unsigned(4)
    return { version: word >>> 24, flags: word & 0xff_ffff }
  }
}

/** More boxes in one than any camera writes. */
const mostBoxes = 10_000

/** The boxes between two places of a file, in order. Throws RangeError for one that does not fit into its parent. */
export function boxesIn(bytes: Uint8Array, start: number, end: number): readonly MediaBox[] {
  const boxes: MediaBox[] = []
  const reader = new BoxReader(bytes, start)
  while (reader.at < end) {
    const head = reader.at
    const short = reader.unsigned(4)
    const type = reader.text(4)
    const size = short === 1 ? reader.unsigned(8) : short === 0 ? end - head : short
    if (size < reader.at - head || head + size > end) throw new RangeError('A box does not fit into its parent')
    boxes.push({ type, start: reader.at, end: head + size })
    if (boxes.length > mostBoxes) throw new RangeError('More boxes than any camera writes')
    reader.at = head + size
  }
  return boxes
}
