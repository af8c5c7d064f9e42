import type { FrameSize } from './coded.ts'
import { BitReader, type HuffmanTable } from './jpegBits.ts'
import { jpegStream, type Scan } from './jpegStream.ts'
import { inverseDct } from './inverseDct.ts'

/** Where the coefficients of the zigzag order lie in a block (ISO/IEC 10918-1, figure A.6). */
const zigzag = Uint8Array.of(
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
)

/**
 * Decodes grey JPEG of up to 12 bits with Huffman codes, sequential or progressive (ISO/IEC 10918-1, annexes F and G):
 * what the 8-bit decoder of photographs does not read. Answers [rows * columns] samples. Throws RangeError.
 */
export function decodeGreyDct(bytes: Uint8Array, { widthPx, heightPx, precision }: FrameSize, progressive: boolean): Uint16Array {
  const { scans, components, quantization } = jpegStream(bytes)
  const [component] = components
  const quantizer = component === undefined ? undefined : quantization[component.quantizer]
  if (quantizer === undefined || components.length !== 1 || scans.length === 0) throw new RangeError('No grey picture')
  const across = Math.ceil(widthPx / 8)
  const blocks = across * Math.ceil(heightPx / 8)
  const coefficients = new Int16Array(blocks * 64)
  for (const scan of scans) decodeScan(scan, coefficients, progressive)
  const factors = new Int32Array(64)
  for (let index = 0; index < 64; index += 1) factors[zigzag[index] ?? 0] = quantizer[index] ?? 0
  const values = new Uint16Array(widthPx * heightPx)
  const block = new Int32Array(64)
  for (let index = 0; index < blocks; index += 1) {
    for (let place = 0; place < 64; place += 1) block[place] = (coefficients[index * 64 + place] ?? 0) * (factors[place] ?? 0)
    inverseDct(block)
    put(block, values, { left: (index % across) * 8, top: Math.floor(index / across) * 8, widthPx, heightPx, precision })
  }
  return values
}

interface Place {
  readonly left: number
  readonly top: number
  readonly widthPx: number
  readonly heightPx: number
  readonly precision: number
}

function put(block: Int32Array, values: Uint16Array, { left, top, widthPx, heightPx, precision }: Place): void {
  const middle = 2 ** (precision - 1)
  const highest = 2 ** precision - 1
  const right = Math.min(8, widthPx - left)
  const bottom = Math.min(8, heightPx - top)
  for (let y = 0; y < bottom; y += 1) {
    for (let x = 0; x < right; x += 1) {
      values[(top + y) * widthPx + left + x] = Math.min(highest, Math.max(0, (block[y * 8 + x] ?? 0) + middle))
    }
  }
}

/** What goes on from block to block until the next restart. */
interface Run {
  readonly reader: BitReader
  readonly scan: Scan
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
  previous: number
  /** Blocks that still end at once (end-of-band run). */
  ended: number
}

type DecodeBlock = (run: Run, coefficients: Int16Array, at: number) => void

function decodeScan(scan: Scan, coefficients: Int16Array, progressive: boolean): void {
  const decode = progressive ? progressiveBlock(scan) : sequentialBlock
  const blocks = coefficients.length / 64
  const perInterval = scan.restartInterval === 0 ? blocks : scan.restartInterval
  const [used] = scan.components
  if (scan.from > scan.to || scan.to > 63 || scan.low > 13) throw new RangeError('No such band')
  for (let first = 0; first < blocks; first += perInterval) {
    const interval = scan.intervals[first / perInterval]
    if (interval === undefined) throw new RangeError('A restart interval is missing')
    // An absent table has no code: the first symbol asked of it fails.
    const run: Run = { reader: new BitReader(interval), scan, dc: used?.dc ?? noTable, ac: used?.ac ?? noTable, previous: 0, ended: 0 }
    const last = Math.min(blocks, first + perInterval)
    for (let block = first; block < last; block += 1) decode(run, coefficients, block * 64)
  }
}

const noTable: HuffmanTable = new Uint16Array(0)

function sequentialBlock(run: Run, coefficients: Int16Array, at: number): void {
  const { reader, dc, ac } = run
  run.previous += reader.difference(reader.symbol(dc))
  coefficients[at] = run.previous
  for (let index = 1; index < 64; index += 1) {
    const symbol = reader.symbol(ac)
    const size = symbol & 15
    if (size === 0 && symbol !== 0xf0) return
    index += symbol >> 4
    if (index > 63) throw new RangeError('Beyond the block')
    if (size > 0) coefficients[at + (zigzag[index] ?? 0)] = reader.difference(size)
  }
}

function progressiveBlock({ from, high }: Scan): DecodeBlock {
  if (from === 0) return high === 0 ? firstDc : refineDc
  return high === 0 ? firstAc : refineAc
}

function firstDc(run: Run, coefficients: Int16Array, at: number): void {
  run.previous += run.reader.difference(run.reader.symbol(run.dc))
  coefficients[at] = run.previous << run.scan.low
}

function refineDc({ reader, scan }: Run, coefficients: Int16Array, at: number): void {
  if (reader.bits(1) === 1) coefficients[at] = (coefficients[at] ?? 0) | (1 << scan.low)
}

function firstAc(run: Run, coefficients: Int16Array, at: number): void {
  const { reader, scan, ac } = run
  if (run.ended > 0) {
    run.ended -= 1
    return
  }
  for (let index = scan.from; index <= scan.to; index += 1) {
    const symbol = reader.symbol(ac)
    const size = symbol & 15
    const zeros = symbol >> 4
    if (size === 0 && zeros < 15) {
      run.ended = 2 ** zeros + reader.bits(zeros) - 1
      return
    }
    index += zeros
    if (index > 63) throw new RangeError('Beyond the block')
    if (size > 0) coefficients[at + (zigzag[index] ?? 0)] = reader.difference(size) * 2 ** scan.low
  }
}

/** G.1.2.3: new coefficients come between bits that refine those already there. */
function refineAc(run: Run, coefficients: Int16Array, at: number): void {
  const { reader, scan, ac } = run
  const step = 2 ** scan.low
  let index = scan.from
  if (run.ended === 0) {
    for (; index <= scan.to; index += 1) {
      const symbol = reader.symbol(ac)
      const zeros = symbol >> 4
      const isNew = (symbol & 15) !== 0
      if (!isNew && zeros < 15) {
        run.ended = 2 ** zeros + reader.bits(zeros)
        break
      }
      const value = isNew ? (reader.bits(1) === 1 ? step : -step) : 0
      index = skipZeros(run, coefficients, { at, index, zeros })
      if (value !== 0 && index <= 63) coefficients[at + (zigzag[index] ?? 0)] = value
    }
  }
  if (run.ended === 0) return
  skipZeros(run, coefficients, { at, index, zeros: 64 })
  run.ended -= 1
}

/** Refines what is there while it passes so many zeros; answers where the next zero lies, or the end of the band. */
function skipZeros({ reader, scan }: Run, coefficients: Int16Array, { at, index: start, zeros }: { readonly at: number; readonly index: number; readonly zeros: number }): number {
  const step = 2 ** scan.low
  let left = zeros
  let index = start
  for (; index <= scan.to; index += 1) {
    const place = at + (zigzag[index] ?? 0)
    const value = coefficients[place] ?? 0
    if (value === 0) {
      if (left === 0) break
      left -= 1
    } else if (reader.bits(1) === 1 && (value & step) === 0) coefficients[place] = value + (value > 0 ? step : -step)
  }
  return index
}
