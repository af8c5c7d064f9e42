import { Decoder } from 'jpeg-lossless-decoder-js'
import { AppError } from '../../src-shared/errors.ts'
import { frameHeader, type JpegFrame } from '../imaging/jpegFrame.ts'
import type { Layout } from './pixels.ts'

/** The frame header of a JPEG stream. Throws AppError `dicom.unreadable` where there is none. */
export function jpegHeader(bytes: Uint8Array): JpegFrame {
  const frame = frameHeader(bytes)
  if (frame === null) throw new AppError('dicom.unreadable', { reason: 'jpeg' })
  return frame
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
