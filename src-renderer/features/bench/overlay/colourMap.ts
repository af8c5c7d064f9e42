/**
 * The colours of the attention map, made by formula instead of a table: lightness rises evenly and the hue runs
 * along the blue-yellow axis of CIELAB with a* near 0. Red-green colour blindness leaves that axis intact, and
 * lightness alone orders the colours for everybody, on paper too.
 */
const darkest = 22
const lightest = 94

/** 256 entries, RGB, 8 bit. */
export function buildColourTable(): Uint8ClampedArray {
  const table = new Uint8ClampedArray(256 * 3)
  for (let index = 0; index < 256; index++) {
    table.set(colourAt(index / 255), index * 3)
  }
  return table
}

/** sRGB of a value 0 … 1, 0 … 255 each. */
export function colourAt(value: number): readonly [red: number, green: number, blue: number] {
  const lightness = darkest + (lightest - darkest) * value
  // The ends are as saturated as sRGB allows at their lightness.
  const yellow = -48 + 118 * value
  return labToSrgb(lightness, 0, yellow)
}

/** CIELAB (D65) to sRGB, IEC 61966-2-1; out-of-gamut parts are clipped. */
export function labToSrgb(lightness: number, a: number, b: number): readonly [number, number, number] {
  const fy = (lightness + 16) / 116
  const x = 0.95047 * inverseLab(fy + a / 500)
  const y = inverseLab(fy)
  const z = 1.08883 * inverseLab(fy - b / 200)
  return [
    encodeSrgb(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
    encodeSrgb(-0.969266 * x + 1.8760108 * y + 0.041556 * z),
    encodeSrgb(0.0556434 * x - 0.2040259 * y + 1.0572252 * z),
  ]
}

const inverseLab = (value: number): number => (value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29))

function encodeSrgb(linear: number): number {
  const clipped = Math.min(1, Math.max(0, linear))
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
}

/** A CSS gradient of the whole scale, left to right, for the legend. */
export function legendGradient(): string {
  const stops = [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1].map((value) => `rgb(${colourAt(value).join(' ')})`)
  return `linear-gradient(to right, ${stops.join(', ')})`
}
