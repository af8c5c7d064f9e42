import type { Lab } from '../../src-shared/domain/analysis.ts'

const radians = (degrees: number): number => (degrees * Math.PI) / 180
const seventh = (value: number): number => Math.sqrt(value ** 7 / (value ** 7 + 25 ** 7))

/** Colour difference CIEDE2000 (ISO/CIE 11664-6) of two CIELAB colours, all weights 1. */
export function colourDifference([lightness1, a1, b1]: Lab, [lightness2, a2, b2]: Lab): number {
  const stretch = 1 + 0.5 * (1 - seventh((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2))
  const [chroma1, chroma2] = [Math.hypot(a1 * stretch, b1), Math.hypot(a2 * stretch, b2)]
  const [hue1, hue2] = [hueOf(a1 * stretch, b1), hueOf(a2 * stretch, b2)]
  const isGrey = chroma1 * chroma2 === 0
  const turn = isGrey ? 0 : shorterWay(hue2 - hue1)
  const hueStep = 2 * Math.sqrt(chroma1 * chroma2) * Math.sin(radians(turn / 2))
  const chroma = (chroma1 + chroma2) / 2
  const hue = isGrey ? hue1 + hue2 : hue1 + turn / 2
  const lightness = ((lightness1 + lightness2) / 2 - 50) ** 2
  const tilt = 1 - 0.17 * Math.cos(radians(hue - 30)) + 0.24 * Math.cos(radians(2 * hue)) + 0.32 * Math.cos(radians(3 * hue + 6)) - 0.2 * Math.cos(radians(4 * hue - 63))
  const ofLightness = (lightness2 - lightness1) / (1 + (0.015 * lightness) / Math.sqrt(20 + lightness))
  const ofChroma = (chroma2 - chroma1) / (1 + 0.045 * chroma)
  const ofHue = hueStep / (1 + 0.015 * chroma * tilt)
  const blue = 30 * Math.exp(-(((positive(hue) - 275) / 25) ** 2))
  const rotation = -2 * seventh(chroma) * Math.sin(radians(2 * blue))
  return Math.sqrt(ofLightness ** 2 + ofChroma ** 2 + ofHue ** 2 + rotation * ofChroma * ofHue)
}

const positive = (degrees: number): number => ((degrees % 360) + 360) % 360

const hueOf = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : positive((Math.atan2(b, a) * 180) / Math.PI))

/** The way round the hue circle that is at most half of it. */
const shorterWay = (degrees: number): number => (degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees)
