import type { ImageInfo, ImageKind } from '../../src-shared/domain/image.ts'
import type { FilmLie } from '../../src-shared/domain/filmLie.ts'
import type { Spacing } from '../../src-shared/domain/mark.ts'
import { readDicom } from '../dicom/read.ts'
import { decodeImage } from './decode.ts'
import { decodeHeif } from './heif/decodeHeif.ts'
import { asTiff } from './heif/tiff.ts'
import { type FileFormat, MAXIMUM_PIXELS, recognise } from './probe.ts'
import { pixelFacts, type Raster } from './raster.ts'

/** A decoded file: everything else is derived from this one decoding. */
export interface Picture {
  readonly raster: Raster
  readonly format: string
  readonly spacing: Spacing | null
  readonly lie: FilmLie | null
  readonly dicom: { readonly patientId: string; readonly studyDate: string | null; readonly sopUid: string } | null
}

/**
 * Recognises and decodes one file. Throws AppError `image.*` or `dicom.*`.
 * A DICOM file is of the format "dicom"; others carry the name of their file format.
 */
export async function openPicture(bytes: Uint8Array): Promise<Picture> {
  const format = recognise(bytes)
  if (format !== 'dicom') return { raster: await fileRaster(bytes, format), format, spacing: null, lie: null, dicom: null }
  const { raster, spacing, lie, patientId, studyDate, sopUid } = await readDicom(bytes)
  return { raster, format, spacing, lie, dicom: { patientId, studyDate, sopUid } }
}

/** The pixels of any file but DICOM, upright and in sRGB. Throws AppError `image.*`. */
export async function fileRaster(bytes: Uint8Array, format: Exclude<FileFormat, 'dicom'>): Promise<Raster> {
  return decodeImage(format === 'heic' ? asTiff(await decodeHeif(bytes, MAXIMUM_PIXELS)) : bytes)
}

/** Grey pictures are films, pictures with colour are photographs. */
export const kindOf = (raster: Raster): ImageKind => (raster.mode === 'grey' ? 'film' : 'photo')

export function imageInfo({ raster, format, spacing, lie }: Picture): ImageInfo {
  const { widthPx, heightPx } = raster
  return { kind: kindOf(raster), widthPx, heightPx, format, pixels: pixelFacts(raster), spacing, ...(lie === null ? {} : { lie }) }
}
