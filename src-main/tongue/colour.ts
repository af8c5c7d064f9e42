import type { Lab } from '../../src-shared/domain/analysis.ts'

/** sRGB transfer function (IEC 61966-2-1) of the 256 levels. */
const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

/** White of D65, 2°. */
const white = { x: 0.95047, y: 1, z: 1.08883 } as const

/** Linear light of one sRGB level 0 … 255. */
export const linearOf = (level: number): number => linear[level] ?? 0

/** Linear sRGB (0 … 1) to CIELAB under D65 (CIE 15:2004, 8.2.1). */
export function labOf(red: number, green: number, blue: number): Lab {
  const x = cubeRoot((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / white.x)
  const y = cubeRoot((0.2126729 * red + 0.7151522 * green + 0.072175 * blue) / white.y)
  const z = cubeRoot((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / white.z)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

function cubeRoot(value: number): number {
  return value > 216 / 24_389 ? Math.cbrt(value) : ((24_389 / 27) * value + 16) / 116
}

/**
 * What a* or b* would be at another lightness under the same light: along a shadow the cube roots of X, Y and Z shrink
 * by one factor, so the ratios of a* and of b* to L* + 16 stay (exactly, above the dark straight part of the curve).
 */
export const atLightness = (value: number, lightness: number, wanted: number): number => (value * (wanted + 16)) / (lightness + 16)
