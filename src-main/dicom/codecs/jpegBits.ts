/** Bits of an entropy-coded segment whose byte stuffing is undone. */
export class BitReader {
  readonly #view: DataView
  #position = 0

  /** `bytes` end with at least `paddingBytes` zeros, which are read where a stream ends early. */
  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The next symbol of a Huffman code. Throws RangeError where no code fits, or far past the end. */
  symbol(table: HuffmanTable): number {
    const position = this.#position
    const next = (this.#view.getUint32(position >> 3) << (position & 7)) >>> 16
    const entry = table[next] ?? 0
    if (entry === 0) throw new RangeError('No such Huffman code')
    this.#position = position + (entry >> 8)
    return entry & 0xff
  }

  /** 0 … 16 bits as an unsigned number. */
  bits(count: number): number {
    if (count === 0) return 0
    const position = this.#position
    this.#position = position + count
    return ((this.#view.getUint32(position >> 3) << (position & 7)) >>> 0) >>> (32 - count)
  }

  /** So many bits as a difference: those that begin with 0 are negative (ISO/IEC 10918-1, F.2.2.1). */
  difference(count: number): number {
    if (count === 0) return 0
    const value = this.bits(count)
    return value < 2 ** (count - 1) ? value - 2 ** count + 1 : value
  }
}

/** Zeros after the last byte of a segment: a reader looks four bytes ahead. */
export const paddingBytes = 8

/** By the next 16 bits: length of the code in the upper byte, its symbol in the lower; 0 where no code fits. */
export type HuffmanTable = Uint16Array

/** A table from the number of codes of each length (16) and their symbols in order (ISO/IEC 10918-1, C.2). Throws RangeError for an impossible one. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(65_536)
  let code = 0
  let used = 0
  for (let length = 1; length <= 16; length += 1) {
    const count = counts[length - 1] ?? 0
    for (let index = 0; index < count; index += 1) {
      const start = code << (16 - length)
      const end = (code + 1) << (16 - length)
      if (end > 65_536) throw new RangeError('Too many Huffman codes')
      table.fill((length << 8) | (symbols[used] ?? 0), start, end)
      code += 1
      used += 1
    }
    code <<= 1
  }
  return table
}
