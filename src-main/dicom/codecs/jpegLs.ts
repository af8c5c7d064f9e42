import { frameHeader } from '../../imaging/jpegFrame.ts'
import type { Layout } from '../layout.ts'
import { checkSize, type Coded, type FrameSize, inContainer, sampleCount, undecodable } from './coded.ts'
import { decodeWasm } from './wasm.ts'

/** A frame of JPEG-LS (ISO/IEC 14495-1), lossless or near-lossless. Throws AppError `dicom.unreadable`. */
export async function decodeJpegLs(bytes: Uint8Array, layout: Layout): Promise<Coded> {
  const frame = frameHeader(bytes)
  if (frame?.process !== JPEG_LS) throw undecodable('jpegLs', 'no frame header')
  checkSize(frame, layout)
  try {
    const decoded = await decodeWasm('jpegLs', bytes)
    const values = samplesOf(decoded.bytes, decoded.size, layout)
    // The stream knows no signs: whether the highest of its bits is one says the header.
    return { values, bits: frame.precision, shift: 0, planar: decoded.interleaveMode === 0, isRgb: false }
  } catch (error) {
    throw undecodable('jpegLs', error)
  }
}

/** The number of its frame header among those of JPEG. */
const JPEG_LS = 55

/** A decoder's bytes as samples. Throws AppError `dicom.unreadable` where they are not what was asked for. */
export function samplesOf(bytes: Uint8Array<ArrayBuffer>, size: FrameSize, layout: Layout): Coded['values'] {
  checkSize(size, layout)
  const values = size.precision <= 8 ? bytes : new Uint16Array(bytes.buffer, 0, bytes.byteLength >> 1)
  if (values.length < sampleCount(layout)) throw new RangeError('Too few samples')
  return inContainer(values, layout)
}
