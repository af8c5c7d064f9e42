import { BitReader, type HuffmanTable } from './jpegBits.ts'
import { jpegStream, type Scan } from './jpegStream.ts'
import type { FrameSize } from './coded.ts'

/**
 * Decodes lossless JPEG with Huffman codes (ISO/IEC 10918-1, annex H; process 14, every selection value).
 * Answers [rows * columns * components] samples, interleaved. Throws RangeError where the stream is broken.
 */
export function decodeLosslessJpeg(bytes: Uint8Array, size: FrameSize): Uint8Array | Uint16Array {
  const { scans, components } = jpegStream(bytes)
  const { widthPx, heightPx, components: count, precision } = size
  if (components.length !== count || (count > 1 && components.some(({ horizontal, vertical }) => horizontal !== 1 || vertical !== 1))) {
    throw new RangeError('Subsampled components')
  }
  const samples = widthPx * heightPx * count
  const values = precision <= 8 ? new Uint8Array(samples) : new Uint16Array(samples)
  const decoded = new Set<number>()
  for (const scan of scans) {
    for (const { index } of scan.components) decoded.add(index)
    decodeScan(scan, size, values)
  }
  if (decoded.size !== count) throw new RangeError('A component is missing')
  return values
}

/** One component of a scan: its table, and its place within a pixel. */
interface Plane {
  readonly table: HuffmanTable
  readonly offset: number
}

function decodeScan(scan: Scan, { widthPx, heightPx, components, precision }: FrameSize, values: Uint8Array | Uint16Array): void {
  const { from: predictor, low: shift, restartInterval, intervals } = scan
  const planes = scan.components.map(({ index, dc }): Plane => {
    if (dc === undefined) throw new RangeError('No Huffman table')
    return { table: dc, offset: index }
  })
  if (predictor < 1 || predictor > 7 || shift >= precision || restartInterval % widthPx !== 0) throw new RangeError('No lossless scan')
  const rowsPerInterval = restartInterval === 0 ? heightPx : restartInterval / widthPx
  const length = widthPx * components
  const rows = { planes, values, length, step: components, predictor, start: 2 ** (precision - shift - 1) }
  for (let first = 0; first < heightPx; first += rowsPerInterval) {
    const interval = intervals[first / rowsPerInterval]
    if (interval === undefined) throw new RangeError('A restart interval is missing')
    const reader = new BitReader(interval)
    const last = Math.min(heightPx, first + rowsPerInterval)
    for (let row = first; row < last; row += 1) decodeRow(reader, { ...rows, begin: row * length, isFirst: row === first })
  }
  if (shift > 0) for (let index = 0; index < values.length; index += 1) values[index] = (values[index] ?? 0) << shift
}

interface Row {
  readonly planes: readonly Plane[]
  readonly values: Uint8Array | Uint16Array
  /** Samples of a row, and from one pixel to the next. */
  readonly length: number
  readonly step: number
  readonly predictor: number
  /** What the very first sample is predicted as. */
  readonly start: number
  /** Where the row begins. */
  readonly begin: number
  /** The first after a restart: it is predicted from the left alone. */
  readonly isFirst: boolean
}

function decodeRow(reader: BitReader, row: Row): void {
  const { planes, values, length, step, begin, isFirst, start } = row
  // In the first row only the left neighbour is there, in the first column only the one above.
  const predictor = isFirst ? 1 : row.predictor
  for (let x = 0; x < length; x += step) {
    for (const { table, offset } of planes) {
      const here = begin + x + offset
      const edge = isFirst ? start : (values[here - length] ?? 0)
      const prediction = x === 0 ? edge : predict(values, here, { predictor, step, length })
      const size = reader.symbol(table)
      values[here] = prediction + (size === 16 ? 32_768 : reader.difference(size))
    }
  }
}

/** Table H.1, from the samples to the left (a), above (b) and above to the left (c). */
function predict(values: Uint8Array | Uint16Array, here: number, { predictor, step, length }: Pick<Row, 'predictor' | 'step' | 'length'>): number {
  const a = values[here - step] ?? 0
  if (predictor === 1) return a
  const b = values[here - length] ?? 0
  const c = values[here - length - step] ?? 0
  switch (predictor) {
    case 2:
      return b
    case 3:
      return c
    case 4:
      return a + b - c
    case 5:
      return a + ((b - c) >> 1)
    case 6:
      return b + ((a - c) >> 1)
    default:
      return (a + b) >> 1
  }
}
