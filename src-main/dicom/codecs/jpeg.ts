import { AppError } from '../../../src-shared/errors.ts'
import { decodeBareJpeg } from '../../imaging/decode.ts'
import { frameHeader } from '../../imaging/jpegFrame.ts'
import type { Layout } from '../layout.ts'
import { checkSize, type Coded, inContainer, undecodable } from './coded.ts'
import { decodeGreyDct } from './jpegDct.ts'
import { decodeLosslessJpeg } from './jpegLossless.ts'

const LOSSLESS = 3
const PROGRESSIVE = 2

/**
 * A frame of JPEG (ISO/IEC 10918-1) with Huffman codes: baseline, extended and progressive at 8 bits, extended and
 * progressive at up to 12 bits grey, lossless. What the stream is counts, not what the transfer syntax calls it.
 * Throws AppError `dicom.unreadable` or `dicom.unsupported`.
 */
export async function decodeJpeg(bytes: Uint8Array, layout: Layout): Promise<Coded> {
  const frame = frameHeader(bytes)
  if (frame === null) throw undecodable('jpeg', 'no frame header')
  checkSize(frame, layout)
  const { process, precision } = frame
  const facts = { bits: layout.bitsStored, shift: layout.highBit + 1 - layout.bitsStored, planar: false, isRgb: false }
  try {
    if (process === LOSSLESS) return { ...facts, values: inContainer(decodeLosslessJpeg(bytes, frame), layout) }
    if (process > PROGRESSIVE) throw new AppError('dicom.unsupported', { jpegProcess: process })
    if (precision === 8) {
      const { stream, isRgb } = bareJpeg(bytes, layout)
      return { ...facts, values: inContainer(await decodeBareJpeg(stream, layout.samples), layout), isRgb }
    }
    if (layout.samples !== 1 || precision > 12) throw new AppError('dicom.unsupported', { precision })
    return { ...facts, values: decodeGreyDct(bytes, frame, process === PROGRESSIVE) }
  } catch (error) {
    throw undecodable('jpeg', error)
  }
}

interface Bare {
  readonly stream: Uint8Array
  /** Whether the decoder answers RGB: of YCbCr it makes RGB, of RGB nothing else. */
  readonly isRgb: boolean
}

/**
 * The stream without its application segments, and with one that says whether its three components are YCbCr: a decoder
 * of photographs would guess, turn the picture after its EXIF and apply its profile; a DICOM header has the last word.
 */
function bareJpeg(bytes: Uint8Array, { samples, photometric }: Layout): Bare {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)]
  const found: Found = { jfif: false, transform: null, ids: '' }
  let position = 2
  for (let marker = bytes[position + 1] ?? SOS; marker !== SOS && position + 4 <= bytes.length; marker = bytes[position + 1] ?? SOS) {
    if (marker === 0xff) {
      position += 1
      continue
    }
    const end = position + 2 + (((bytes[position + 2] ?? 0) << 8) | (bytes[position + 3] ?? 0))
    const segment = bytes.subarray(position, end)
    note(marker, segment, found)
    if (!isPrivate(marker)) kept.push(segment)
    position = end
  }
  const isYbr = samples === 3 && isYcbcr(found, photometric)
  if (samples === 3) kept.splice(1, 0, adobeSegment(isYbr ? 1 : 0))
  return { stream: Buffer.concat([...kept, bytes.subarray(position)]), isRgb: samples === 3 }
}

const SOS = 0xda
/** Application segments and comments. */
const isPrivate = (marker: number): boolean => (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe

interface Found {
  jfif: boolean
  /** Of an Adobe segment: 0 RGB, else YCbCr. */
  transform: number | null
  /** Component identifiers as text. */
  ids: string
}

function note(marker: number, segment: Uint8Array, found: Found): void {
  const text = (start: number, end: number): string => String.fromCharCode(...segment.subarray(start, end))
  if (marker === 0xe0 && text(4, 8) === 'JFIF') found.jfif = true
  if (marker === 0xee && text(4, 9) === 'Adobe') found.transform = segment[15] ?? 0
  if (marker >= 0xc0 && marker <= 0xc2) found.ids = String.fromCharCode(segment[10] ?? 0, segment[13] ?? 0, segment[16] ?? 0).toUpperCase()
}

/** The stream's own word comes first: its component identifiers, Adobe's segment, JFIF; then the file's header. */
function isYcbcr({ jfif, transform, ids }: Found, photometric: Layout['photometric']): boolean {
  if (ids === 'RGB') return false
  if (transform !== null) return transform !== 0
  return jfif || photometric !== 'RGB'
}

const adobeSegment = (transform: 0 | 1): Uint8Array => Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform)
