import type { DataSet } from 'dicom-parser'
import type { Layout } from './layout.ts'
import { type Lut, readLut } from './lut.ts'
import type { Values } from './samples.ts'

/** The modality transformation (PS3.3 C.11.1): a table, a straight line, or nothing. */
export type Modality =
  | { readonly kind: 'lut'; readonly lut: Lut }
  | { readonly kind: 'line'; readonly slope: number; readonly intercept: number }
  | { readonly kind: 'none' }

/** Reads it; the line counts only where both of its numbers are there, and a slope of zero is none. Throws AppError `dicom.unreadable`. */
export function readModality(dataSet: DataSet, { signed }: Layout): Modality {
  const item = dataSet.elements.x00283000?.items?.[0]?.dataSet
  if (item !== undefined) return { kind: 'lut', lut: readLut(item, { descriptor: 'x00283002', data: 'x00283006' }, signed) }
  const slope = dataSet.floatString('x00281053')
  const intercept = dataSet.floatString('x00281052')
  if (slope === undefined || intercept === undefined || slope === 0) return { kind: 'none' }
  return Number.isFinite(slope) && Number.isFinite(intercept) ? { kind: 'line', slope, intercept } : { kind: 'none' }
}

/**
 * Stored values through the modality transformation, [n] -> [n]. The type follows from the header alone, so that all
 * frames of a file have the same: of a table 8 or 16 unsigned bits; of whole slope and intercept the first of uint8,
 * int16, uint16, int32 and uint32 that holds whatever may be stored; of any other line 64-bit floating point; without
 * either the type of the stored values.
 */
export function modalityValues(stored: Values, modality: Modality, layout: Layout): Values {
  if (modality.kind === 'none') return stored
  if (modality.kind === 'lut') return throughTable(stored, modality.lut)
  const { slope, intercept } = modality
  const out = lineType(modality, layout, stored.length)
  for (let index = 0; index < out.length; index += 1) out[index] = (stored[index] ?? 0) * slope + intercept
  return out
}

function throughTable(stored: Values, { entries, first, bits }: Lut): Values {
  const out = bits <= 8 ? new Uint8Array(stored.length) : new Uint16Array(stored.length)
  const last = entries.length - 1
  for (let index = 0; index < out.length; index += 1) {
    const entry = Math.min(last, Math.max(0, Math.round(stored[index] ?? 0) - first))
    out[index] = entries[entry] ?? 0
  }
  return out
}

const integerTypes = [
  { type: Uint8Array, lowest: 0, highest: 255 },
  { type: Int16Array, lowest: -32_768, highest: 32_767 },
  { type: Uint16Array, lowest: 0, highest: 65_535 },
  { type: Int32Array, lowest: -(2 ** 31), highest: 2 ** 31 - 1 },
  { type: Uint32Array, lowest: 0, highest: 2 ** 32 - 1 },
] as const

function lineType({ slope, intercept }: { readonly slope: number; readonly intercept: number }, layout: Layout, length: number): Values {
  if (layout.float || !Number.isInteger(slope) || !Number.isInteger(intercept)) return new Float64Array(length)
  const { bitsStored, signed } = layout
  const ends = signed ? [-(2 ** (bitsStored - 1)), 2 ** (bitsStored - 1) - 1] : [0, 2 ** bitsStored - 1]
  const reached = ends.map((end) => end * slope + intercept)
  const fits = integerTypes.find(({ lowest, highest }) => Math.min(...reached) >= lowest && Math.max(...reached) <= highest)
  return fits === undefined ? new Float64Array(length) : new fits.type(length)
}
