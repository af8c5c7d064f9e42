import { Decoder } from 'jpeg-lossless-decoder-js'
import { AppError } from '../../src-shared/errors.ts'
import type { Layout } from './pixels.ts'

export interface JpegHeader {
  /** 0 … 15 after the marker SOF0 … SOF15: 0 and 1 baseline and extended, 3 lossless. */
  readonly process: number
  /** Bits per sample. */
  readonly precision: number
  readonly widthPx: number
  readonly heightPx: number
  readonly components: number
}

/** Markers C4, C8 and CC lie among the frame headers without being one. */
const notFrames = new Set([0xc4, 0xc8, 0xcc])

/** The frame header of a JPEG stream (ISO/IEC 10918-1, B.2.2). Throws AppError `dicom.unreadable`. */
export function jpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let position = 2
  while (position + 10 <= bytes.length) {
    const marker = view.getUint8(position + 1)
    if (view.getUint8(position) !== 0xff) break
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      position += 1
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && !notFrames.has(marker)) {
      return {
        process: marker - 0xc0,
        precision: view.getUint8(position + 4),
        heightPx: view.getUint16(position + 5),
        widthPx: view.getUint16(position + 7),
        components: view.getUint8(position + 9),
      }
    }
    position += 2 + view.getUint16(position + 2)
  }
  throw new AppError('dicom.unreadable', { reason: 'jpeg' })
}

/**
 * Decodes a lossless JPEG frame (process 14). The stream's own size must be the header's, so that what a decoder
 * allocates is known beforehand. Throws AppError `dicom.unreadable` or `dicom.unsupported`.
 */
export function decodeLossless(bytes: Uint8Array, { rows, columns, samples, bitsAllocated }: Layout): Uint8Array | Uint16Array {
  const { process, precision, widthPx, heightPx, components } = jpegHeader(bytes)
  if (process !== 3) throw new AppError('dicom.unsupported', { jpegProcess: process })
  if (widthPx !== columns || heightPx !== rows || components !== samples || precision > bitsAllocated) {
    throw new AppError('dicom.unreadable', { reason: 'size' })
  }
  try {
    const own = Uint8Array.from(bytes)
    const values = new Decoder().decode(own.buffer, 0, own.length)
    if (values.length < rows * columns * samples) throw new RangeError('Too few samples')
    return bitsAllocated === 16 && values instanceof Uint8Array ? Uint16Array.from(values) : values
  } catch (error) {
    throw new AppError('dicom.unreadable', { reason: 'jpeg' }, { cause: error })
  }
}
