import { frameHeader } from '../../imaging/jpegFrame.ts'
import type { Layout } from '../layout.ts'
import { checkSize, type Coded, type FrameSize, inContainer, sampleCount, undecodable } from './coded.ts'
import { decodeWasm } from './wasm.ts'

/** A frame of JPEG-LS (ISO/IEC 14495-1), lossless or near-lossless. Throws AppError `dicom.unreadable`. */
export async function decodeJpegLs(bytes: Uint8Array, layout: Layout): Promise<Coded> {
  const frame = frameHeader(bytes)
  if (frame?.process !== JPEG_LS) throw undecodable('jpegLs', 'no frame header')
  checkSize(frame, layout)
  if (!isWhole(bytes)) throw undecodable('jpegLs', 'no end of image')
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

/** The end of image, padding after it apart: without it the codec may look for more without end. */
function isWhole(bytes: Uint8Array): boolean {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return end >= 2 && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9
}

/** A decoder's bytes as samples. Throws AppError `dicom.unreadable` where they are not what was asked for. */
export function samplesOf(bytes: Uint8Array<ArrayBuffer>, size: FrameSize, layout: Layout): Coded['values'] {
  checkSize(size, layout)
  const values = size.precision <= 8 ? bytes : new Uint16Array(bytes.buffer, 0, bytes.byteLength >> 1)
  if (values.length < sampleCount(layout)) throw new RangeError('Too few samples')
  return inContainer(values, layout)
}
