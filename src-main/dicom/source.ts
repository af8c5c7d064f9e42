import type { DataSet } from 'dicom-parser'
import type { DisplayWindow } from '../../src-shared/domain/image.ts'
import { displayWindow } from '../imaging/raster.ts'
import { isInverted, movementOf, rasterOf, type Movement } from './display.ts'
import { decodeDicom } from './read.ts'
import { textOf } from './text.ts'

/** What an object made from a DICOM picture must repeat of it: names, study, and how the picture is shown. */
export interface DicomSource {
  readonly studyUid: string
  readonly seriesUid: string
  readonly sopClass: string
  readonly sopInstance: string
  readonly frames: number
  readonly modality: string
  readonly rows: number
  readonly columns: number
  readonly patient: { readonly id: string; readonly name: string; readonly birthDate: string; readonly sex: string }
  readonly study: { readonly id: string; readonly date: string; readonly time: string; readonly accession: string; readonly referrer: string; readonly description: string }
  /** "+0800"; '' where the file does not say. */
  readonly utcOffset: string
  /** The modality transformation; `table` where it is no straight line. */
  readonly rescale: { readonly slope: number; readonly intercept: number; readonly type: string } | 'table' | null
  /** The window the picture opens with, in values as they are shown here; null for a colour picture. */
  readonly window: DisplayWindow | null
  /** What leads to the values shown from those after the modality transformation; a table is the file's own VOI table. */
  readonly shown: 'same' | Movement | VoiTable
  /** Of the values after the modality transformation. */
  readonly inverted: boolean
}

export interface VoiTable {
  /** The value that the first entry is for. */
  readonly first: number
  readonly entries: readonly number[]
}

const uid = /^[0-9]+(?:\.[0-9]+)+$/u

/**
 * Reads them from the first frame; null where the file names no study, series or instance that could be referred to.
 * Throws what `decodeDicom` throws.
 */
export async function readSource(bytes: Uint8Array): Promise<DicomSource | null> {
  const decoded = await decodeDicom(bytes)
  const { dataSet, layout, modality, voi } = decoded
  const named = (tag: string): string => textOf(dataSet, tag)
  const names = { studyUid: named('x0020000d'), seriesUid: named('x0020000e'), sopClass: named('x00080016'), sopInstance: named('x00080018') }
  if (Object.values(names).some((name) => name.length > 64 || !uid.test(name))) return null
  const isGrey = layout.samples === 1 && layout.photometric !== 'PALETTE COLOR'
  const raster = rasterOf(decoded)
  return {
    ...names,
    frames: Number(layout.frames),
    modality: named('x00080060'),
    rows: layout.rows,
    columns: layout.columns,
    patient: { id: named('x00100020'), name: named('x00100010'), birthDate: named('x00100030'), sex: named('x00100040') },
    study: { id: named('x00200010'), date: named('x00080020'), time: named('x00080030'), accession: named('x00080050'), referrer: named('x00080090'), description: named('x00081030') },
    utcOffset: /^[+-]\d{4}$/u.test(named('x00080201')) ? named('x00080201') : '',
    rescale: modality.kind === 'lut' ? 'table' : modality.kind === 'line' ? { slope: modality.slope, intercept: modality.intercept, type: rescaleType(dataSet) } : null,
    window: isGrey && raster.mode === 'grey' ? displayWindow(raster) : null,
    shown: voi.lut === null ? ((isGrey ? movementOf(decoded) : null) ?? 'same') : { first: voi.lut.first, entries: [...voi.lut.entries] },
    inverted: isInverted(dataSet, layout),
  }
}

const rescaleType = (dataSet: DataSet): string => textOf(dataSet, 'x00281054') || 'US'
