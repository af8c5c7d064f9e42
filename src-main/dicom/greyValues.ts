import type { DisplayWindow } from '../../src-shared/domain/image.ts'
import { type GreyRaster, type GreyValues, valueRange } from '../imaging/raster.ts'
import type { Layout } from './pixels.ts'

export interface GreyFacts {
  readonly slope: number
  readonly intercept: number
  /** In the units after the rescale. */
  readonly windows: readonly DisplayWindow[]
  readonly invert: boolean
}

/**
 * From stored bits to a grey raster: bits beyond BitsStored are masked away (old files hide overlays there), signed
 * values are extended, then the modality rescale is applied where its result is whole and fits 16 bits. Otherwise the
 * stored values are kept and the windows are brought into their units, which shows the same picture.
 */
export function toGreyRaster(stored: Uint8Array | Uint16Array, layout: Layout, facts: GreyFacts): GreyRaster {
  const values = significant(stored, layout)
  const rescaled = rescale(values, facts)
  const size = { widthPx: layout.columns, heightPx: layout.rows }
  if (rescaled !== null) {
    return { mode: 'grey', ...size, values: rescaled, ...valueRange(rescaled), windows: facts.windows, invert: facts.invert }
  }
  const { slope, intercept } = facts
  const windows = facts.windows.map(({ centre, width }) => ({ centre: (centre - intercept) / slope, width: Math.max(1, width / Math.abs(slope)) }))
  return { mode: 'grey', ...size, values, ...valueRange(values), windows, invert: facts.invert !== slope < 0 }
}

function significant(stored: Uint8Array | Uint16Array, { bitsAllocated, bitsStored, highBit, signed }: Layout): GreyValues {
  const shift = highBit + 1 - bitsStored
  if (!signed && bitsStored === bitsAllocated) return stored
  const mask = 2 ** bitsStored - 1
  const half = 2 ** (bitsStored - 1)
  const unsigned = stored instanceof Uint8Array ? new Uint8Array(stored.length) : new Uint16Array(stored.length)
  const out = signed ? new Int16Array(stored.length) : unsigned
  for (let index = 0; index < out.length; index += 1) {
    const value = ((stored[index] ?? 0) >> shift) & mask
    out[index] = signed && value >= half ? value - 2 * half : value
  }
  return out
}

function rescale(values: GreyValues, { slope, intercept }: GreyFacts): GreyValues | null {
  if (slope === 1 && intercept === 0) return values
  if (!Number.isInteger(slope) || !Number.isInteger(intercept)) return null
  const { minimum, maximum } = valueRange(values)
  const ends = [minimum * slope + intercept, maximum * slope + intercept]
  const lowest = Math.min(...ends)
  const highest = Math.max(...ends)
  if (lowest < -32_768 || highest > 65_535 || (lowest < 0 && highest > 32_767)) return null
  const out = lowest < 0 ? new Int16Array(values.length) : new Uint16Array(values.length)
  for (let index = 0; index < out.length; index += 1) out[index] = (values[index] ?? 0) * slope + intercept
  return out
}
