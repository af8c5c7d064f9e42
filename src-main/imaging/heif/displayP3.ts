import type { ProfiledPixels } from './tiff.ts'

/** Linear Display P3 to linear sRGB, both of white point D65 (from the primaries of SMPTE EG 432-1 and IEC 61966-2-1). */
const toSrgb = [
  [1.224_940_176, -0.224_940_176, 0],
  [-0.042_056_955, 1.042_056_955, 0],
  [-0.019_637_555, -0.078_636_046, 1.098_273_6],
] as const

/** The curve of sRGB, which Display P3 shares (IEC 61966-2-1). */
const linear = Float32Array.from({ length: 256 }, (_, level) => {
  const value = level / 255
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

const steps = 4096
const levels = Uint8Array.from({ length: steps + 1 }, (_, step) => {
  const value = step / steps
  return Math.round(255 * (value <= 0.003_130_8 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055))
})

/** Turns the colours of pixels without a profile from Display P3 to sRGB, in place; what sRGB cannot show is clipped. */
export function fromDisplayP3({ data, channels }: Pick<ProfiledPixels, 'data' | 'channels'>): void {
  const level = ([red, green, blue]: readonly [number, number, number], r: number, g: number, b: number): number =>
    levels[Math.round(Math.min(1, Math.max(0, red * r + green * g + blue * b)) * steps)] ?? 0
  for (let at = 0; at + 2 < data.length; at += channels) {
    const [r, g, b] = [linear[data[at] ?? 0] ?? 0, linear[data[at + 1] ?? 0] ?? 0, linear[data[at + 2] ?? 0] ?? 0]
    data[at] = level(toSrgb[0], r, g, b)
    data[at + 1] = level(toSrgb[1], r, g, b)
    data[at + 2] = level(toSrgb[2], r, g, b)
  }
}
