import dicomParser, { type DataSet, type Element } from 'dicom-parser'
import { endianness } from 'node:os'
import { AppError } from '../../src-shared/errors.ts'
import { decodeImage } from '../imaging/decode.ts'
import type { Encoding } from './dataSet.ts'
import { decodeLossless, jpegHeader } from './jpeg.ts'
import { ybr422ToRgb, ybrToRgb } from './ybr.ts'

/** What the header says of the pixel data, checked. */
export interface Layout {
  readonly rows: number
  readonly columns: number
  readonly frames: bigint
  /** Of all frames, uncompressed. */
  readonly totalBytes: bigint
  readonly samples: number
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly highBit: number
  readonly signed: boolean
  /** Colour planes one after the other instead of pixel by pixel. */
  readonly planar: boolean
  readonly photometric: 'MONOCHROME1' | 'MONOCHROME2' | 'RGB' | 'YBR_FULL' | 'YBR_FULL_422'
}

/** The first frame: grey as stored (still with all its bits), colour as 8-bit interleaved RGB. */
export type Frame =
  | { readonly mode: 'grey'; readonly stored: Uint8Array | Uint16Array }
  | { readonly mode: 'colour'; readonly rgb: Uint8Array }

/** Decodes the first frame. Throws AppError `dicom.unreadable`, `dicom.unsupported` or `dicom.noPixels`. */
export async function readFrame(dataSet: DataSet, encoding: Encoding, layout: Layout): Promise<Frame> {
  const element = dataSet.elements.x7fe00010
  if (element === undefined || (element.length === 0 && element.encapsulatedPixelData !== true)) throw new AppError('dicom.noPixels')
  switch (encoding) {
    case 'jpeg':
      return decodeJpeg(encapsulated(dataSet, element, layout), layout)
    case 'jpegLossless':
      return framed(decodeLossless(encapsulated(dataSet, element, layout), layout), layout)
    case 'implicitLittle':
    case 'explicitLittle':
    case 'explicitBig':
      return framed(uncompressed(dataSet.byteArray, element, { encoding, layout }), layout)
    default:
      return encoding satisfies never
  }
}

interface Source {
  readonly encoding: Encoding
  readonly layout: Layout
}

function uncompressed(bytes: Uint8Array, element: Element, { encoding, layout }: Source): Uint8Array | Uint16Array {
  const { rows, columns, samples, bitsAllocated, totalBytes, frames, photometric } = layout
  const halved = photometric === 'YBR_FULL_422'
  const needed = halved ? (totalBytes / 3n) * 2n : totalBytes
  if (element.encapsulatedPixelData === true || BigInt(element.length) < needed) throw new AppError('dicom.unreadable', { reason: 'length' })
  const frameBytes = halved ? rows * columns * 2 : rows * columns * samples * (bitsAllocated / 8)
  if (frames === 0n) throw new AppError('dicom.noPixels')
  const frame = Buffer.from(bytes.subarray(element.dataOffset, element.dataOffset + frameBytes + (frameBytes % 2)))
  const isBig = encoding === 'explicitBig'
  if (bitsAllocated === 8) {
    // Bytes written as big-endian words come in swapped pairs.
    if (isBig && element.vr === 'OW' && frame.length % 2 === 0) frame.swap16()
    return new Uint8Array(frame.buffer, frame.byteOffset, frameBytes)
  }
  if (isBig !== (endianness() === 'BE')) frame.swap16()
  return new Uint16Array(Uint8Array.from(frame).buffer, 0, frameBytes / 2)
}

/** Bytes of the first frame of compressed pixel data. */
function encapsulated(dataSet: DataSet, element: Element, { frames }: Layout): Uint8Array {
  const fragments = element.fragments ?? []
  if (element.encapsulatedPixelData !== true || fragments.length === 0) throw new AppError('dicom.unreadable', { reason: 'fragments' })
  for (const { position, length } of fragments) {
    if (position + length > dataSet.byteArray.length) throw new AppError('dicom.unreadable', { reason: 'length' })
  }
  if (frames === 1n || fragments.length === 1) return joined(dataSet, fragments)
  if (BigInt(fragments.length) === frames) return joined(dataSet, fragments.slice(0, 1))
  try {
    const table = element.basicOffsetTable ?? []
    const offsets = table.length > 0 ? table : dicomParser.createJPEGBasicOffsetTable(dataSet, element)
    return dicomParser.readEncapsulatedImageFrame(dataSet, element, 0, offsets)
  } catch (error) {
    throw new AppError('dicom.unreadable', { reason: 'fragments' }, { cause: error })
  }
}

function joined(dataSet: DataSet, fragments: readonly { position: number; length: number }[]): Uint8Array {
  return Buffer.concat(fragments.map(({ position, length }) => dataSet.byteArray.subarray(position, position + length)))
}

async function decodeJpeg(bytes: Uint8Array, layout: Layout): Promise<Frame> {
  const { precision, widthPx, heightPx } = jpegHeader(bytes)
  if (precision !== 8) throw new AppError('dicom.unsupported', { precision })
  if (widthPx !== layout.columns || heightPx !== layout.rows) throw new AppError('dicom.unreadable', { reason: 'size' })
  const raster = await decodeImage(bytes).catch((error: unknown) => {
    throw new AppError('dicom.unreadable', { reason: 'jpeg' }, { cause: error })
  })
  if (raster.mode === 'colour') return { mode: 'colour', rgb: raster.rgb }
  return { mode: 'grey', stored: raster.values as Uint8Array }
}

/** Orders colour samples pixel by pixel and turns them into RGB. */
function framed(values: Uint8Array | Uint16Array, layout: Layout): Frame {
  if (layout.samples === 1) return { mode: 'grey', stored: values }
  if (values instanceof Uint16Array) throw new AppError('dicom.unsupported', { pixels: '16-bit colour' })
  const { rows, columns, photometric } = layout
  if (photometric === 'YBR_FULL_422') return { mode: 'colour', rgb: ybr422ToRgb(values, rows * columns) }
  const interleaved = layout.planar ? interleave(values, rows * columns) : values
  return { mode: 'colour', rgb: photometric === 'YBR_FULL' ? ybrToRgb(interleaved) : interleaved }
}

function interleave(planes: Uint8Array, pixels: number): Uint8Array {
  const out = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    out[pixel * 3] = planes[pixel] ?? 0
    out[pixel * 3 + 1] = planes[pixels + pixel] ?? 0
    out[pixel * 3 + 2] = planes[2 * pixels + pixel] ?? 0
  }
  return out
}
