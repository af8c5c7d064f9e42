import { inflateRawSync } from 'node:zlib'
import type { DataSet, Element } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'
import { type Coded, undecodable } from './codecs/coded.ts'
import { decodeJpeg } from './codecs/jpeg.ts'
import { decodeJpeg2000 } from './codecs/jpeg2000.ts'
import { decodeJpegLs } from './codecs/jpegLs.ts'
import { loneFrame, nativeFrame } from './codecs/native.ts'
import { decodeRle } from './codecs/rle.ts'
import type { DicomFile } from './dataSet.ts'
import { encapsulatedFrame } from './encapsulated.ts'
import { type Layout, pixelTags } from './layout.ts'
import { interleaved, significant, type Values } from './samples.ts'
import { ybr422ToYbr, ybrToRgb } from './ybr.ts'

/**
 * Decodes one frame (counted from 0): samples with their sign and without unused bits, [rows * columns] or, interleaved
 * RGB, [rows * columns * 3]. Throws AppError `dicom.unreadable`, `dicom.unsupported` or `dicom.noPixels`.
 */
export async function readFrame({ dataSet, syntax }: DicomFile, layout: Layout, frame: number): Promise<Values> {
  const element = pixelElement(dataSet)
  if (element.length === 0 && element.encapsulatedPixelData !== true) throw new AppError('dicom.noPixels')
  if (syntax.coding === 'native') {
    return framed(nativeFrame(dataSet.byteArray, { element, bigEndian: syntax.bigEndian, frame }, layout), layout)
  }
  if (layout.float) throw new AppError('dicom.unsupported', { transferSyntax: syntax.uid })
  const bytes = encapsulatedFrame(dataSet, element, { frame, frames: layout.frames })
  // Chroma that a native frame shares, a compressed one has in full when it comes out of its codec.
  return framed(await decoded(bytes, syntax.coding, layout), { ...layout, photometric: layout.photometric === 'YBR_FULL_422' ? 'YBR_FULL' : layout.photometric })
}

function pixelElement({ elements }: DataSet): Element {
  const element = elements[pixelTags.integer] ?? elements[pixelTags.float] ?? elements[pixelTags.double]
  if (element === undefined) throw new AppError('dicom.noPixels')
  return element
}

function decoded(bytes: Uint8Array, coding: Exclude<DicomFile['syntax']['coding'], 'native'>, layout: Layout): Coded | Promise<Coded> {
  switch (coding) {
    case 'deflatedFrames':
      return loneFrame(inflatedFrame(bytes, layout), layout)
    case 'rle':
      return decodeRle(bytes, layout)
    case 'jpeg':
      return decodeJpeg(bytes, layout)
    case 'jpegLs':
      return decodeJpegLs(bytes, layout)
    case 'jpeg2000':
    case 'htj2k':
      return decodeJpeg2000(coding, bytes, layout)
    default:
      return coding satisfies never
  }
}

/** PS3.5 A.4.13: each frame a deflated stream of its own. */
function inflatedFrame(bytes: Uint8Array, { rows, columns, samples, bitsAllocated }: Layout): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.ceil((rows * columns * samples * bitsAllocated) / 8) + 8 })
  } catch (error) {
    throw undecodable('deflate', error)
  }
}

/** Deals with sign and unused bits, orders colour pixel by pixel, and makes RGB of YCbCr. */
function framed(coded: Coded, layout: Layout): Values {
  const { rows, columns, samples, photometric } = layout
  const pixels = rows * columns
  const values = significant(coded, layout)
  if (samples === 1) return values
  if (photometric === 'YBR_FULL_422') return ybrToRgb(ybr422ToYbr(eightBit(values), pixels))
  const ordered = coded.planar ? interleaved(values, pixels) : values
  const isYbr = !coded.isRgb && photometric === 'YBR_FULL'
  if (!coded.isRgb && (photometric === 'YBR_ICT' || photometric === 'YBR_RCT')) throw new AppError('dicom.unsupported', { photometric })
  return isYbr ? ybrToRgb(eightBit(ordered)) : ordered
}

function eightBit(values: Values): Uint8Array {
  if (values instanceof Uint8Array) return values
  throw new AppError('dicom.unsupported', { pixels: '16-bit YCbCr' })
}
