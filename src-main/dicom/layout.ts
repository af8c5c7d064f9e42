import type { DataSet } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'
import { MAXIMUM_PIXELS } from '../imaging/probe.ts'

/** Photometric interpretations that are read; the rest is refused by name. */
const photometrics = ['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR', 'RGB', 'YBR_FULL', 'YBR_FULL_422', 'YBR_ICT', 'YBR_RCT'] as const
export type Photometric = (typeof photometrics)[number]

const oneSample: ReadonlySet<Photometric> = new Set(['MONOCHROME1', 'MONOCHROME2', 'PALETTE COLOR'])

/** What the header says of the pixel data, checked. */
export interface Layout {
  readonly rows: number
  readonly columns: number
  readonly frames: bigint
  readonly samples: 1 | 3
  /** 1, 8, 16 or 32; of floating-point pixel data 32 or 64. */
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly highBit: number
  readonly signed: boolean
  readonly float: boolean
  /** Colour planes one after the other instead of pixel by pixel. */
  readonly planar: boolean
  readonly photometric: Photometric
}

export const pixelTags = { integer: 'x7fe00010', float: 'x7fe00008', double: 'x7fe00009' } as const
const MAXIMUM_FRAMES_BITS = 2n ** 43n
const integerBits: ReadonlySet<number> = new Set([1, 8, 16, 32])

/**
 * Reads and checks the image pixel module (PS3.3 C.7.6.3).
 * Throws AppError `dicom.noPixels`, `dicom.unreadable`, `dicom.unsupported` or `image.tooLarge`.
 */
export function readLayout(dataSet: DataSet): Layout {
  const rows = dataSet.uint16('x00280010') ?? 0
  const columns = dataSet.uint16('x00280011') ?? 0
  const held = Object.values(pixelTags).filter((tag) => dataSet.elements[tag] !== undefined)
  if (held.length === 0 || rows === 0 || columns === 0) throw new AppError('dicom.noPixels')
  if (held.length > 1) throw new AppError('dicom.unreadable', { reason: 'pixels' })
  if (rows * columns > MAXIMUM_PIXELS) throw new AppError('image.tooLarge', { widthPx: columns, heightPx: rows })
  const frames = frameCount(dataSet)
  const samples = dataSet.uint16('x00280002') ?? 1
  if (samples !== 1 && samples !== 3) throw new AppError('dicom.unreadable', { reason: 'samples' })
  const bits = held[0] === pixelTags.integer ? integerFacts(dataSet) : floatFacts(held[0] === pixelTags.double ? 64 : 32)
  const totalBits = BigInt(rows) * BigInt(columns) * BigInt(samples) * BigInt(bits.bitsAllocated) * frames
  if (totalBits > MAXIMUM_FRAMES_BITS) throw new AppError('image.tooLarge', { frames: String(frames) })
  const photometric = readPhotometric(dataSet, samples)
  if (bits.bitsAllocated !== 8 && bits.bitsAllocated !== 16 && samples === 3) throw new AppError('dicom.unsupported', { bitsAllocated: bits.bitsAllocated })
  return { rows, columns, frames, samples, ...bits, planar: dataSet.uint16('x00280006') === 1, photometric }
}

type Bits = Pick<Layout, 'bitsAllocated' | 'bitsStored' | 'highBit' | 'signed' | 'float'>

const floatFacts = (bitsAllocated: 32 | 64): Bits => ({ bitsAllocated, bitsStored: bitsAllocated, highBit: bitsAllocated - 1, signed: true, float: true })

function integerFacts(dataSet: DataSet): Bits {
  const bitsAllocated = dataSet.uint16('x00280100') ?? 0
  const bitsStored = dataSet.uint16('x00280101') ?? bitsAllocated
  const highBit = dataSet.uint16('x00280102') ?? bitsStored - 1
  if (!integerBits.has(bitsAllocated)) throw new AppError('dicom.unsupported', { bitsAllocated })
  const fits = bitsStored >= 1 && bitsStored <= bitsAllocated && highBit + 1 >= bitsStored && highBit < bitsAllocated
  if (!fits) throw new AppError('dicom.unreadable', { reason: 'bits' })
  return { bitsAllocated, bitsStored, highBit, signed: dataSet.uint16('x00280103') === 1 && bitsAllocated > 1, float: false }
}

function frameCount(dataSet: DataSet): bigint {
  const text = dataSet.string('x00280008')?.trim() ?? ''
  if (text === '') return 1n
  if (!/^\d{1,12}$/u.test(text)) throw new AppError('dicom.unreadable', { reason: 'frames' })
  return BigInt(text) === 0n ? 1n : BigInt(text)
}

function readPhotometric(dataSet: DataSet, samples: 1 | 3): Photometric {
  const named = dataSet.string('x00280004')?.trim() ?? (samples === 3 ? 'RGB' : 'MONOCHROME2')
  const known = photometrics.find((name) => name === named)
  if (known === undefined) throw new AppError('dicom.unsupported', { photometric: named.replaceAll(/[^A-Z0-9_ ]/gu, '').slice(0, 32) })
  if (oneSample.has(known) !== (samples === 1)) throw new AppError('dicom.unreadable', { reason: 'samples' })
  return known
}
