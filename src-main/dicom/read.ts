import type { DataSet } from 'dicom-parser'
import type { FilmLie } from '../../src-shared/domain/filmLie.ts'
import type { Spacing } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Raster } from '../imaging/raster.ts'
import { type DicomFile, parseFile } from './dataSet.ts'
import { rasterOf, type Shown } from './display.ts'
import { readLayout } from './layout.ts'
import { modalityValues, readModality } from './modality.ts'
import { readFrame } from './pixels.ts'
import { uidOf } from './identity.ts'
import { partOf, textOf } from './text.ts'
import { readVoi } from './voi.ts'

export interface DicomPicture {
  readonly raster: Raster
  readonly spacing: Spacing | null
  /** null where the file says nothing of it. */
  readonly lie: FilmLie | null
  /** As written in the file; '' where there is none. */
  readonly patientId: string
  /** ISO 8601 date, or null. */
  readonly studyDate: string | null
  /** SOP Instance UID; '' where there is none. */
  readonly sopUid: string
}

/** One decoded frame, and all that the header says of how it is to be shown. */
export interface DecodedDicom extends Shown, DicomFile {
  readonly spacing: Spacing | null
  /** Pixel Spacing is there and is no pair of sizes: it calibrates nothing. */
  readonly spacingSpoiled: boolean
}

/**
 * Decodes one frame of a DICOM file (counted from 0) in any transfer syntax that is read.
 * Throws AppError `dicom.unreadable`, `dicom.unsupported`, `dicom.noPixels`, `image.tooLarge`, or `contract.wrongUse`
 * for a frame that is not there.
 */
export async function decodeDicom(bytes: Uint8Array, frame = 0): Promise<DecodedDicom> {
  return withCodes(async () => {
    const file = parseFile(bytes)
    const { dataSet } = file
    const layout = readLayout(dataSet)
    if (BigInt(frame) >= layout.frames) throw new AppError('contract.wrongUse', { field: 'frame', frames: String(layout.frames) })
    const stored = await readFrame(file, layout, frame)
    const isGrey = layout.photometric === 'MONOCHROME1' || layout.photometric === 'MONOCHROME2'
    const modality = readModality(dataSet, layout)
    const values = layout.samples === 1 ? modalityValues(stored, modality, layout) : stored
    const signed = layout.signed || (modality.kind === 'line' && modality.intercept < 0)
    const voi = isGrey ? readVoi(dataSet, signed && modality.kind !== 'lut') : { windows: [], lut: null }
    return { ...file, layout, stored, values, modality, voi, spacing: readSpacing(dataSet), spacingSpoiled: isSpoiled(dataSet) }
  })
}

/** The first frame as viewer and model see it, and the facts that an import needs. Throws like `decodeDicom`. */
export async function readDicom(bytes: Uint8Array): Promise<DicomPicture> {
  const decoded = await decodeDicom(bytes)
  return withCodes(async () => ({
    raster: rasterOf(decoded),
    spacing: decoded.spacing,
    lie: readLie(decoded.dataSet),
    patientId: textOf(decoded.dataSet, 'x00100020'),
    studyDate: readDate(decoded.dataSet.string('x00080020')),
    sopUid: uidOf(decoded.dataSet, 'x00080018'),
  }))
}

/** The parser's value readers throw plain texts where a value is shorter than its type. */
export async function withCodes<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('dicom.unreadable', { reason: 'values' }, { cause: error })
  }
}

function readSpacing(dataSet: DataSet): Spacing | null {
  return spacingOf(dataSet, 'x00280030', 'pixelSpacing') ?? spacingOf(dataSet, 'x00181164', 'imagerPixelSpacing')
}

const isSpoiled = (dataSet: DataSet): boolean => textOf(dataSet, 'x00280030') !== '' && spacingOf(dataSet, 'x00280030', 'pixelSpacing') === null

function spacingOf(dataSet: DataSet, tag: string, source: Spacing['source']): Spacing | null {
  const [rowMm, columnMm] = [finite(partOf(dataSet, tag, 0)), finite(partOf(dataSet, tag, 1))]
  if (rowMm === null || columnMm === null || rowMm <= 0 || columnMm <= 0) return null
  return { rowMm, columnMm, source }
}

/** Codes of directions and views are a few letters; anything else is not passed on. */
const code = (text: string | undefined): string => (/^[A-Za-z /]{1,16}$/u.test(text?.trim() ?? '') ? (text?.trim() ?? '') : '')

function readLie(dataSet: DataSet): FilmLie | null {
  const [rows, columns] = [code(partOf(dataSet, 'x00200020', 0)), code(partOf(dataSet, 'x00200020', 1))]
  const viewPosition = code(dataSet.string('x00185101'))
  const side = (partOf(dataSet, 'x00200062', 0) || partOf(dataSet, 'x00200060', 0)).toUpperCase()
  const laterality = side === 'L' || side === 'R' ? side : null
  const contradicts = isPolarityContradicted(dataSet)
  if (rows === '' && columns === '' && viewPosition === '' && laterality === null && !contradicts) return null
  return {
    patientOrientation: rows === '' && columns === '' ? null : [rows, columns],
    viewPosition: viewPosition === '' ? null : viewPosition,
    ...(laterality === null ? {} : { laterality }),
    ...(contradicts ? { polarityContradicts: true } : {}),
  }
}

/** MONOCHROME1 goes with INVERSE, MONOCHROME2 with IDENTITY (PS3.3 C.8.11.3). */
function isPolarityContradicted(dataSet: DataSet): boolean {
  const [photometric, shape] = [partOf(dataSet, 'x00280004', 0), partOf(dataSet, 'x20500020', 0)]
  return (photometric === 'MONOCHROME1' && shape === 'IDENTITY') || (photometric === 'MONOCHROME2' && shape === 'INVERSE')
}

/** A decimal string of DICOM; null for anything else. */
const finite = (text: string): number | null => (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text) ? Number(text) : null)

function readDate(text: string | undefined): string | null {
  const parts = /^(\d{4})\.?(\d{2})\.?(\d{2})$/u.exec(text?.trim() ?? '')
  if (parts === null) return null
  const [, year, month, day] = parts
  const date = `${year}-${month}-${day}`
  return Number.isNaN(Date.parse(date)) ? null : date
}
