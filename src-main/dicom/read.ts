import type { DataSet } from 'dicom-parser'
import type { DisplayWindow } from '../../src-shared/domain/image.ts'
import type { Spacing } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'
import { MAXIMUM_PIXELS } from '../imaging/probe.ts'
import { hasColour, luma, greyRaster, type Raster } from '../imaging/raster.ts'
import { parseFile } from './dataSet.ts'
import { type Layout, readFrame } from './pixels.ts'
import { toGreyRaster } from './greyValues.ts'

export interface DicomPicture {
  readonly raster: Raster
  readonly spacing: Spacing | null
  /** As written in the file; '' where there is none. */
  readonly patientId: string
  /** ISO 8601 date, or null. */
  readonly studyDate: string | null
}

/** Photometric interpretations that are read; the rest is refused by name. */
const photometrics = ['MONOCHROME1', 'MONOCHROME2', 'RGB', 'YBR_FULL', 'YBR_FULL_422'] as const
const MAXIMUM_FRAMES_BYTES = 2n ** 40n
const WINDOWS_READ = 8

/**
 * Reads a DICOM file: the first frame's pixels after the modality rescale, windows, spacing with its source, and the
 * two facts an import needs. Uncompressed (implicit, explicit, big endian), JPEG baseline and JPEG lossless.
 * Throws AppError `dicom.unreadable`, `dicom.unsupported`, `dicom.noPixels` or `image.tooLarge`.
 */
export async function readDicom(bytes: Uint8Array): Promise<DicomPicture> {
  try {
    return await readChecked(bytes)
  } catch (error) {
    // The parser's value readers throw plain texts where a value is shorter than its type.
    throw error instanceof AppError ? error : new AppError('dicom.unreadable', { reason: 'values' }, { cause: error })
  }
}

async function readChecked(bytes: Uint8Array): Promise<DicomPicture> {
  const { dataSet, encoding } = parseFile(bytes)
  const layout = readLayout(dataSet)
  const frame = await readFrame(dataSet, encoding, layout)
  return {
    raster: frame.mode === 'colour' ? colourRaster(frame.rgb, layout) : toGreyRaster(frame.stored, layout, greyFacts(dataSet, layout)),
    spacing: readSpacing(dataSet),
    patientId: dataSet.string('x00100020') ?? '',
    studyDate: readDate(dataSet.string('x00080020')),
  }
}

function colourRaster(rgb: Uint8Array, { columns, rows }: Layout): Raster {
  if (hasColour(rgb)) return { mode: 'colour', widthPx: columns, heightPx: rows, rgb }
  return greyRaster(luma(rgb), columns, rows)
}

function readLayout(dataSet: DataSet): Layout {
  const rows = dataSet.uint16('x00280010') ?? 0
  const columns = dataSet.uint16('x00280011') ?? 0
  if (dataSet.elements.x7fe00010 === undefined) {
    // Float pixel data lives in other elements and has no agreed display.
    const isFloat = dataSet.elements.x7fe00008 !== undefined || dataSet.elements.x7fe00009 !== undefined
    throw isFloat ? new AppError('dicom.unsupported', { pixels: 'float' }) : new AppError('dicom.noPixels')
  }
  if (rows === 0 || columns === 0) throw new AppError('dicom.noPixels')
  if (rows * columns > MAXIMUM_PIXELS) throw new AppError('image.tooLarge', { widthPx: columns, heightPx: rows })
  const frames = frameCount(dataSet)
  const samples = dataSet.uint16('x00280002') ?? 1
  const bitsAllocated = dataSet.uint16('x00280100') ?? 0
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated
  const highBit = dataSet.uint16('x00280102') ?? bitsStored - 1
  if (bitsAllocated !== 8 && bitsAllocated !== 16) throw new AppError('dicom.unsupported', { bitsAllocated })
  const bitsFit = bitsStored >= 1 && bitsStored <= bitsAllocated && highBit + 1 >= bitsStored && highBit < bitsAllocated
  if (!bitsFit || (samples !== 1 && samples !== 3)) throw new AppError('dicom.unreadable', { reason: 'bits' })
  const totalBytes = BigInt(rows) * BigInt(columns) * BigInt(samples) * BigInt(bitsAllocated / 8) * frames
  if (totalBytes > MAXIMUM_FRAMES_BYTES) throw new AppError('image.tooLarge', { frames: String(frames) })
  const signed = dataSet.uint16('x00280103') === 1
  const planar = dataSet.uint16('x00280006') === 1
  return { rows, columns, frames, totalBytes, samples, bitsAllocated, bitsStored, highBit, signed, planar, photometric: readPhotometric(dataSet, samples) }
}

function frameCount(dataSet: DataSet): bigint {
  const text = dataSet.string('x00280008')?.trim() ?? '1'
  if (!/^\d{1,12}$/u.test(text)) throw new AppError('dicom.unreadable', { reason: 'frames' })
  return BigInt(text) === 0n ? 1n : BigInt(text)
}

function readPhotometric(dataSet: DataSet, samples: number): Layout['photometric'] {
  const named = dataSet.string('x00280004')?.trim() ?? (samples === 3 ? 'RGB' : 'MONOCHROME2')
  const known = photometrics.find((name) => name === named)
  if (known === undefined) throw new AppError('dicom.unsupported', { photometric: named.replaceAll(/[^A-Z0-9_ ]/gu, '').slice(0, 32) })
  if (known.startsWith('MONO') !== (samples === 1)) throw new AppError('dicom.unreadable', { reason: 'samples' })
  return known
}

function greyFacts(dataSet: DataSet, { photometric }: Layout): Parameters<typeof toGreyRaster>[2] {
  // A look-up table replaces the straight line; the line alone would show other values than the maker meant.
  if ((dataSet.elements.x00283000?.items?.length ?? 0) > 0) throw new AppError('dicom.unsupported', { pixels: 'modality LUT' })
  const slope = finite(dataSet.floatString('x00281053'))
  return {
    slope: slope === null || slope === 0 ? 1 : slope,
    intercept: finite(dataSet.floatString('x00281052')) ?? 0,
    windows: readWindows(dataSet),
    invert: photometric === 'MONOCHROME1',
  }
}

function readWindows(dataSet: DataSet): DisplayWindow[] {
  const count = Math.min(WINDOWS_READ, dataSet.numStringValues('x00281050') ?? 0)
  return Array.from({ length: count }, (_, index) => ({
    centre: finite(dataSet.floatString('x00281050', index)),
    width: finite(dataSet.floatString('x00281051', index)),
  })).flatMap(({ centre, width }) => (centre === null || width === null || width < 1 ? [] : [{ centre, width }]))
}

function readSpacing(dataSet: DataSet): Spacing | null {
  return spacingOf(dataSet, 'x00280030', 'pixelSpacing') ?? spacingOf(dataSet, 'x00181164', 'imagerPixelSpacing')
}

function spacingOf(dataSet: DataSet, tag: string, source: Spacing['source']): Spacing | null {
  const rowMm = finite(dataSet.floatString(tag, 0))
  const columnMm = finite(dataSet.floatString(tag, 1))
  if (rowMm === null || columnMm === null || rowMm <= 0 || columnMm <= 0) return null
  return { rowMm, columnMm, source }
}

const finite = (value: number | undefined): number | null => (value === undefined || !Number.isFinite(value) ? null : value)

function readDate(text: string | undefined): string | null {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/u.exec(text?.trim() ?? '')
  if (parts === null) return null
  const [, year, month, day] = parts
  const date = `${year}-${month}-${day}`
  return Number.isNaN(Date.parse(date)) ? null : date
}
