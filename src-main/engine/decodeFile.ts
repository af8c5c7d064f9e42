import type { DisplayWindow } from '../../src-shared/domain/image.ts'
import { AppError } from '../../src-shared/errors.ts'
import { programInPreamble } from '../dicom/dataSet.ts'
import { rasterOf } from '../dicom/display.ts'
import { decodeDicom, type DecodedDicom } from '../dicom/read.ts'
import { extent } from '../dicom/samples.ts'
import { fileRaster } from '../imaging/picture.ts'
import { npyOf, npyType, type NpyValues } from '../imaging/npy.ts'
import { type FileFormat, recognise } from '../imaging/probe.ts'
import { displayWindow, type Raster, samplesOf } from '../imaging/raster.ts'
import { pngOf } from '../imaging/views.ts'
import type { DecodeFacts, DecodeReply, DecodeRequest } from './protocol.ts'

/**
 * One frame's values, its displayed picture and what is known of it. Values of DICOM files are those after the modality
 * transformation, of a palette its indices, of colour RGB. Throws AppError `image.*`, `dicom.*` or `contract.wrongUse`.
 */
export async function decodeFile({ bytes, frame, raw, png }: DecodeRequest): Promise<DecodeReply> {
  const format = recognise(bytes)
  const { raster, values, facts } = format === 'dicom' ? await fromDicom(bytes, frame) : await fromImage(bytes, { frame, format })
  return {
    facts: { ...facts, values: valueFacts(values, facts) },
    npy: raw ? npyOf(values, shapeOf(values, facts)) : null,
    png: png ? await pngOf(samplesOf(raster)) : null,
  }
}

type Size = Pick<DecodeFacts, 'widthPx' | 'heightPx'>

interface Decoded {
  readonly raster: Raster
  readonly values: NpyValues
  readonly facts: Omit<DecodeFacts, 'values'>
}

function shapeOf({ length }: NpyValues, { widthPx, heightPx }: Size): readonly number[] {
  return length === widthPx * heightPx ? [heightPx, widthPx] : [heightPx, widthPx, 3]
}

function valueFacts(values: NpyValues, size: Size): DecodeFacts['values'] {
  const [minimum, maximum] = extent(values)
  return { type: npyType(values), shape: shapeOf(values, size), minimum, maximum }
}

async function fromDicom(bytes: Uint8Array, frame: number): Promise<Decoded> {
  const decoded = await decodeDicom(bytes, frame)
  const { layout, syntax, values, modality, voi } = decoded
  const raster = rasterOf(decoded)
  const facts = {
    format: 'dicom',
    widthPx: layout.columns,
    heightPx: layout.rows,
    frame: frame + 1,
    frames: Number(layout.frames),
    transferSyntax: { uid: syntax.uid, name: syntax.name },
    photometric: layout.photometric,
    bits: { allocated: layout.bitsAllocated, stored: layout.bitsStored, signed: layout.signed },
    modality: modality.kind === 'line' ? { slope: modality.slope, intercept: modality.intercept } : modality.kind === 'lut' ? ('table' as const) : null,
    window: windowOf(raster, voi.lut === null ? voi.windows[0] : null),
    voiTable: voi.lut !== null,
    inverted: raster.mode === 'grey' && raster.invert,
    spacing: decoded.spacing,
    warnings: warningsOf(bytes, decoded),
  }
  return { raster, values, facts }
}

/** `named`: the file's own window; null where a table takes its place. */
function windowOf(raster: Raster, named: DisplayWindow | null | undefined): DecodeFacts['window'] {
  if (raster.mode === 'colour' || named === null) return null
  if (named !== undefined) return { ...named, source: 'file' }
  return { ...displayWindow(raster), source: raster.values instanceof Uint8Array ? 'wholeRange' : 'quantiles' }
}

/** What a reader of the picture should know; codes, so that programs can act on them. */
function warningsOf(bytes: Uint8Array, { layout, voi, spacing, spacingSpoiled, syntaxNamed }: DecodedDicom): readonly string[] {
  const program = programInPreamble(bytes)
  const isGrey = layout.photometric.startsWith('MONOCHROME')
  return [
    ...(program === null ? [] : [`preamble is a program: ${program}`]),
    ...(syntaxNamed ? [] : ['transfer syntax not named: guessed from the first element']),
    ...(isGrey && voi.windows.length === 0 && voi.lut === null ? ['window absent'] : []),
    ...(spacingSpoiled ? ['pixel spacing is no pair of sizes: not used'] : []),
    ...(spacing === null ? ['spacing absent'] : []),
    ...(spacing?.source === 'imagerPixelSpacing' ? ['spacing is of the detector plane: not corrected for magnification'] : []),
  ]
}

async function fromImage(bytes: Uint8Array, { frame, format }: { readonly frame: number; readonly format: Exclude<FileFormat, 'dicom'> }): Promise<Decoded> {
  if (frame > 0) throw new AppError('contract.wrongUse', { field: 'frame', frames: '1' })
  const raster = await fileRaster(bytes, format)
  const { widthPx, heightPx } = raster
  const none = { transferSyntax: null, photometric: null, bits: null, modality: null, spacing: null, voiTable: false, inverted: false, warnings: [] }
  return {
    raster,
    values: raster.mode === 'grey' ? raster.values : raster.rgb,
    facts: { ...none, format, widthPx, heightPx, frame: 1, frames: 1, window: windowOf(raster, undefined) },
  }
}
