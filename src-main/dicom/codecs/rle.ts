import { AppError } from '../../../src-shared/errors.ts'
import type { Layout } from '../layout.ts'
import type { Coded } from './coded.ts'
import { cellsOf } from './native.ts'

const HEADER_BYTES = 64

/**
 * A frame of RLE lossless (PS3.5, annex G): one segment for each byte of each sample, the most significant first, each
 * run-length coded. Throws AppError `dicom.unreadable`.
 */
export function decodeRle(bytes: Uint8Array, layout: Layout): Coded {
  const { rows, columns, samples, bitsAllocated, bitsStored, highBit } = layout
  const bytesPerSample = bitsAllocated / 8
  const pixels = rows * columns
  if (bytes.length < HEADER_BYTES || !Number.isInteger(bytesPerSample)) throw broken()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const segments = samples * bytesPerSample
  if (view.getUint32(0, true) !== segments || segments > 15) throw broken()
  const starts = Array.from({ length: segments }, (_, index) => view.getUint32(4 + index * 4, true))
  const wide = new Uint8Array(pixels * segments)
  for (const [segment, start] of starts.entries()) {
    const end = starts[segment + 1] ?? bytes.length
    if (start < HEADER_BYTES || end < start || end > bytes.length) throw broken()
    const sample = Math.floor(segment / bytesPerSample)
    // Cells are little-endian here, segments come with the most significant byte first.
    const place = bytesPerSample - 1 - (segment % bytesPerSample)
    unpack(bytes.subarray(start, end), wide, { first: sample * bytesPerSample + place, step: segments, count: pixels })
  }
  return { values: cellsOf(wide, { bigEndian: false, layout }), bits: bitsStored, shift: highBit + 1 - bitsStored, planar: false, isRgb: false }
}

const broken = (): AppError => new AppError('dicom.unreadable', { reason: 'rle' })

interface Places {
  readonly first: number
  readonly step: number
  readonly count: number
}

/** PackBits: 0…127 that many literal bytes and one more, 129…255 one byte 257 minus so many times, 128 nothing. */
function unpack(from: Uint8Array, to: Uint8Array, { first, step, count }: Places): void {
  let position = 0
  let target = first
  const end = first + count * step
  while (target < end) {
    if (position + 1 >= from.length) throw broken()
    const control = from[position] ?? 128
    position += 1
    if (control < 128) {
      const last = Math.min(from.length, position + control + 1)
      for (; position < last && target < end; position += 1, target += step) to[target] = from[position] ?? 0
    } else if (control > 128) {
      const value = from[position] ?? 0
      position += 1
      const stop = Math.min(end, target + (257 - control) * step)
      for (; target < stop; target += step) to[target] = value
    }
  }
}
