import { type HuffmanTable, huffmanTable, paddingBytes } from './jpegBits.ts'

/** One scan with the tables in force where it begins. */
export interface Scan {
  /** Which of the frame's components, and their tables. */
  readonly components: readonly { readonly index: number; readonly dc: HuffmanTable | undefined; readonly ac: HuffmanTable | undefined }[]
  /** Start and end of the spectral selection; the start is the predictor of a lossless scan. */
  readonly from: number
  readonly to: number
  /** Successive approximation: bit position before and now; the latter is the point transform of a lossless scan. */
  readonly high: number
  readonly low: number
  /** Minimum coded units between restarts; 0 for none. */
  readonly restartInterval: number
  /** Entropy-coded bytes, one part for each restart interval, byte stuffing undone, padded for a BitReader. */
  readonly intervals: readonly Uint8Array[]
}

/** What the decoders of our own need of a JPEG stream (ISO/IEC 10918-1, annex B). */
export interface JpegStream {
  readonly scans: readonly Scan[]
  /** In zigzag order; the first component's at the end of the stream. */
  readonly quantization: readonly Uint16Array[]
  readonly components: readonly { readonly id: number; readonly horizontal: number; readonly vertical: number; readonly quantizer: number }[]
}

/** Scans beyond these are no picture: progressive streams of one component have about ten. */
const MAXIMUM_SCANS = 200

const SOI = 0xd8
const EOI = 0xd9
const DHT = 0xc4
const DQT = 0xdb
const DRI = 0xdd
const SOS = 0xda
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xc3
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7

interface State {
  readonly scans: Scan[]
  readonly quantization: Uint16Array[]
  components: JpegStream['components']
  /** DC tables 0 … 3, then AC tables 0 … 3. */
  readonly tables: (HuffmanTable | undefined)[]
  restartInterval: number
}

/** Splits a stream into its scans and tables. Throws RangeError where it is broken. */
export function jpegStream(bytes: Uint8Array): JpegStream {
  const state: State = { scans: [], quantization: [], components: [], tables: [], restartInterval: 0 }
  let position = 2
  while (position + 4 <= bytes.length) {
    if (bytes[position] !== 0xff) throw new RangeError('No marker')
    const marker = bytes[position + 1] ?? 0
    position += marker === 0xff ? 1 : 2
    if (marker === EOI) break
    if (marker === 0xff || marker === SOI || isRestart(marker)) continue
    const length = ((bytes[position] ?? 0) << 8) | (bytes[position + 1] ?? 0)
    if (length < 2 || position + length > bytes.length) throw new RangeError('A segment is cut off')
    const segment = bytes.subarray(position + 2, position + length)
    position += length
    if (marker === SOS) position = readScan(bytes, position, { segment, state })
    else readSegment(marker, segment, state)
  }
  return state
}

function readSegment(marker: number, segment: Uint8Array, state: State): void {
  if (marker === DHT) readHuffmanTables(segment, state)
  else if (marker === DQT) readQuantization(segment, state)
  else if (marker === DRI) state.restartInterval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0)
  else if (isFrame(marker)) state.components = componentsOf(segment)
}

function componentsOf(segment: Uint8Array): JpegStream['components'] {
  return Array.from({ length: segment[5] ?? 0 }, (_, index) => {
    const at = 6 + index * 3
    const sampling = segment[at + 1] ?? 0
    return { id: segment[at] ?? 0, horizontal: sampling >> 4, vertical: sampling & 15, quantizer: segment[at + 2] ?? 0 }
  })
}

function readHuffmanTables(segment: Uint8Array, { tables }: State): void {
  let at = 0
  while (at + 17 <= segment.length) {
    const place = segment[at] ?? 0
    const counts = segment.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (place >> 4 > 1 || (place & 15) > 3 || at + 17 + total > segment.length) throw new RangeError('No Huffman table')
    tables[(place >> 4) * 4 + (place & 15)] = huffmanTable(counts, segment.subarray(at + 17, at + 17 + total))
    at += 17 + total
  }
}

function readQuantization(segment: Uint8Array, { quantization }: State): void {
  let at = 0
  while (at < segment.length) {
    const place = segment[at] ?? 0
    const isWide = place >> 4 === 1
    const size = isWide ? 128 : 64
    if ((place & 15) > 3 || at + 1 + size > segment.length) throw new RangeError('No quantization table')
    const start = at + 1
    const value = (index: number): number => (isWide ? ((segment[start + index * 2] ?? 0) << 8) | (segment[start + index * 2 + 1] ?? 0) : (segment[start + index] ?? 0))
    quantization[place & 15] = Uint16Array.from({ length: 64 }, (_, index) => value(index))
    at += 1 + size
  }
}

/** Reads a scan whose data begin at `position`; answers where the next marker is. */
function readScan(bytes: Uint8Array, position: number, { segment, state }: { readonly segment: Uint8Array; readonly state: State }): number {
  const { scans, tables, components, restartInterval } = state
  if (scans.length >= MAXIMUM_SCANS) throw new RangeError('Too many scans')
  const count = segment[0] ?? 0
  const used = Array.from({ length: count }, (_, part) => {
    const place = segment[2 + part * 2] ?? 0
    const index = components.findIndex(({ id }) => id === segment[1 + part * 2])
    return { index, dc: tables[place >> 4], ac: tables[4 + (place & 15)] }
  })
  if (count === 0 || used.some(({ index }) => index < 0)) throw new RangeError('No such component')
  const at = 1 + count * 2
  const approximation = segment[at + 2] ?? 0
  const { intervals, end } = entropyCoded(bytes, position)
  scans.push({ components: used, from: segment[at] ?? 0, to: segment[at + 1] ?? 0, high: approximation >> 4, low: approximation & 15, restartInterval, intervals })
  return end
}

/** A zero after 0xFF is stuffing; a restart marker ends an interval, any other marker the scan. */
function entropyCoded(bytes: Uint8Array, start: number): { readonly intervals: readonly Uint8Array[]; readonly end: number } {
  const intervals: Uint8Array[] = []
  let buffer = new Uint8Array(bytes.length - start + paddingBytes)
  let from = 0
  let to = 0
  let position = start
  const close = (): void => {
    intervals.push(buffer.subarray(from, to + paddingBytes))
    to += paddingBytes
    from = to
  }
  for (; position < bytes.length; position += 1) {
    const byte = bytes[position] ?? 0
    if (to + 2 * paddingBytes > buffer.length) {
      const larger = new Uint8Array(buffer.length * 2 + 64)
      larger.set(buffer)
      buffer = larger
    }
    const next = bytes[position + 1] ?? 0
    if (byte !== 0xff) buffer[to++] = byte
    else if (next === 0) {
      buffer[to++] = byte
      position += 1
    } else if (isRestart(next)) {
      close()
      position += 1
    } else if (next !== 0xff) break
  }
  close()
  return { intervals, end: position }
}
