/**
 * Two pictures whose 256-bit difference hashes differ in at most this many bits are taken for copies of one picture.
 * Measured on 878 films and 539 tongue photos: different pictures differ in 17 bits and more (films) or in 53 and more
 * (photos); copies saved again at JPEG quality 50 or at half size differ in 12 or fewer in 95 of 100 cases.
 */
export const nearDuplicateBits = 12

const hashDigits = 64
const blockDigits = 4
const blockCount = hashDigits / blockDigits

/** Throws for anything but 64 hexadecimal digits: a hash of another kind would silently match nothing. */
function blocksOf(hash: string): Uint16Array {
  if (!/^[0-9a-f]{64}$/u.test(hash)) throw new Error('A likeness is 64 hexadecimal digits')
  return Uint16Array.from({ length: blockCount }, (_, block) =>
    Number.parseInt(hash.slice(block * blockDigits, (block + 1) * blockDigits), 16),
  )
}

/** Number of ones in each 16-bit number. */
const onesOf = Uint8Array.from({ length: 65_536 }, (_, value) => {
  let ones = 0
  for (let rest = value; rest > 0; rest >>= 1) ones += rest & 1
  return ones
})

function differentBits(one: Uint16Array, other: Uint16Array, limit: number): number {
  let bits = 0
  for (let block = 0; block < blockCount && bits <= limit; block += 1) {
    bits += onesOf[(one[block] ?? 0) ^ (other[block] ?? 0)] ?? 0
  }
  return bits
}

/** Number of bits in which two likenesses differ. */
export const likenessDistance = (one: string, other: string): number =>
  differentBits(blocksOf(one), blocksOf(other), hashDigits * 4)

/**
 * Finds the near-duplicates of a picture among many. Exact: hashes at most `nearDuplicateBits` (12) apart agree in at
 * least 4 of 16 blocks (pigeonhole), so only pictures that share that many blocks are compared in full.
 */
export class LikenessIndex<T> {
  readonly #blocks: readonly Map<number, number[]>[] = Array.from({ length: blockCount }, () => new Map())
  readonly #hashes: Uint16Array[] = []
  readonly #values: T[] = []
  /** Blocks that each picture shares with the one that is looked for; all zero between searches. */
  #shared = new Uint8Array(1024)

  get size(): number {
    return this.#values.length
  }

  add(hash: string, value: T): void {
    const blocks = blocksOf(hash)
    const index = this.#values.length
    if (index === this.#shared.length) this.#shared = new Uint8Array(2 * index)
    this.#hashes.push(blocks)
    this.#values.push(value)
    for (const [block, bucket] of this.#blocks.entries()) {
      const key = blocks[block] ?? 0
      const list = bucket.get(key)
      if (list === undefined) bucket.set(key, [index])
      else list.push(index)
    }
  }

  /** Values of all pictures at most `nearDuplicateBits` away, in the order in which they were added. */
  near(hash: string): readonly T[] {
    const blocks = blocksOf(hash)
    const touched: number[] = []
    const shared = this.#shared
    for (const [block, bucket] of this.#blocks.entries()) {
      for (const index of bucket.get(blocks[block] ?? 0) ?? []) {
        const before = shared[index] ?? 0
        if (before === 0) touched.push(index)
        shared[index] = before + 1
      }
    }
    const close: number[] = []
    for (const index of touched) {
      const count = shared[index] ?? 0
      shared[index] = 0
      const candidate = this.#hashes[index]
      if (count < blockCount - nearDuplicateBits || candidate === undefined) continue
      if (differentBits(blocks, candidate, nearDuplicateBits) <= nearDuplicateBits) close.push(index)
    }
    return close.sort((one, other) => one - other).map((index) => this.#values[index] as T)
  }
}
