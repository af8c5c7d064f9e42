import type { Samples } from '../imaging/raster.ts'
import { linearOf } from '../tongue/colour.ts'

/** Factors on linear red, green and blue. */
export interface LightChange {
  readonly name: string
  readonly gains: readonly [number, number, number]
}

/**
 * Exposure by a tenth, and the white of a lamp 500 K to either side of 5500 K: ratios of the sRGB primaries of
 * daylight at 5000, 5500 and 6000 K (CIE 15, D-series chromaticities), green held.
 */
export const lightChanges: readonly LightChange[] = [
  { name: 'exposure +10 %', gains: [1.1, 1.1, 1.1] },
  { name: 'exposure -10 %', gains: [0.9, 0.9, 0.9] },
  { name: 'white +500 K', gains: [0.941, 1, 1.104] },
  { name: 'white -500 K', gains: [1.078, 1, 0.888] },
]

/** sRGB samples as they would be under changed light. */
export function underLight(samples: Samples, { gains }: LightChange): Samples {
  const tables = gains.map((gain) => Uint8Array.from({ length: 256 }, (_, level) => encoded(gain * linearOf(level))))
  return { ...samples, data: samples.data.map((level, index) => tables[index % samples.channels]?.[level] ?? level) }
}

/** Linear light 0 … 1 to an sRGB level (IEC 61966-2-1). */
function encoded(light: number): number {
  const value = light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055
  return Math.round(255 * Math.min(1, Math.max(0, value)))
}
