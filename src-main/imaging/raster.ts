import type { DisplayWindow, PixelFacts } from '../../src-shared/domain/image.ts'

/** An upright colour picture: sRGB, 8 bits, red-green-blue interleaved, row by row. */
export interface ColourRaster {
  readonly mode: 'colour'
  readonly widthPx: number
  readonly heightPx: number
  readonly rgb: Uint8Array
}

export type GreyValues = Uint8Array | Uint16Array | Int16Array

/** An upright grey picture in its own depth. `windows` are in the units of `values`; empty where the file names none. */
export interface GreyRaster {
  readonly mode: 'grey'
  readonly widthPx: number
  readonly heightPx: number
  readonly values: GreyValues
  readonly minimum: number
  readonly maximum: number
  readonly windows: readonly DisplayWindow[]
  /** true for MONOCHROME1: the lowest value is shown white. */
  readonly invert: boolean
}

export type Raster = ColourRaster | GreyRaster

/** 8-bit samples, one channel (grey) or three (RGB), interleaved: what resizing, gates and models work on. */
export interface Samples {
  readonly widthPx: number
  readonly heightPx: number
  readonly channels: 1 | 3
  readonly data: Uint8Array
}

/** Chroma above this (0 … 255) is colour, not JPEG rounding of a grey picture. */
const COLOUR_CHROMA = 16
/** A picture is a photograph when at least this share of its pixels has colour. */
const COLOUR_SHARE = 0.005

/** ITU-R 601 luma in 16-bit fixed point, rounded: the same integers as Pillow's mode L. rgb [n * 3] -> [n]. */
export function luma(rgb: Uint8Array): Uint8Array {
  const grey = new Uint8Array(rgb.length / 3)
  for (let index = 0, source = 0; index < grey.length; index += 1, source += 3) {
    grey[index] = ((rgb[source] ?? 0) * 19595 + (rgb[source + 1] ?? 0) * 38470 + (rgb[source + 2] ?? 0) * 7471 + 32768) >> 16
  }
  return grey
}

/** Whether interleaved RGB samples show colour. Looks at some 65,000 evenly spread pixels. */
export function hasColour(rgb: Uint8Array): boolean {
  const pixels = Math.floor(rgb.length / 3)
  const step = Math.max(1, Math.floor(pixels / 65_536))
  let coloured = 0
  let seen = 0
  for (let pixel = 0; pixel < pixels; pixel += step) {
    const red = rgb[pixel * 3] ?? 0
    const green = rgb[pixel * 3 + 1] ?? 0
    const blue = rgb[pixel * 3 + 2] ?? 0
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > COLOUR_CHROMA) coloured += 1
    seen += 1
  }
  return coloured >= seen * COLOUR_SHARE
}

/** Lowest and highest value. */
export function valueRange(values: GreyValues): { minimum: number; maximum: number } {
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  return { minimum, maximum }
}

/** Wraps grey values in a raster without windows. 8 bits span their whole range whatever a picture uses of it. */
export function greyRaster(values: GreyValues, widthPx: number, heightPx: number): GreyRaster {
  const range = values instanceof Uint8Array ? { minimum: 0, maximum: 255 } : valueRange(values)
  return { mode: 'grey', widthPx, heightPx, values, ...range, windows: [], invert: false }
}

/** The facts a viewer needs to show the raster. */
export function pixelFacts(raster: Raster): PixelFacts {
  if (raster.mode === 'colour') return { mode: 'colour' }
  const { values, minimum, maximum, invert } = raster
  const type = values instanceof Uint8Array ? 'uint8' : values instanceof Uint16Array ? 'uint16' : 'int16'
  return { mode: 'grey', type, minimum, maximum, windows: [displayWindow(raster), ...raster.windows.slice(1)], invert }
}

/**
 * The window a grey picture is shown and read through: the file's first; for plain 8-bit pictures the identity; else
 * from the 0.5 % to the 99.5 % quantile, so that a marker or a hot pixel does not flatten the film.
 */
export function displayWindow(raster: GreyRaster): DisplayWindow {
  const [first] = raster.windows
  if (first !== undefined) return first
  if (raster.values instanceof Uint8Array) return { centre: 128, width: 256 }
  const low = quantile(raster, 0.005)
  const high = quantile(raster, 0.995)
  return { centre: (low + high + 1) / 2, width: Math.max(2, high - low + 1) }
}

function quantile({ values, minimum, maximum }: GreyRaster, share: number): number {
  const counts = new Uint32Array(maximum - minimum + 1)
  for (const value of values) counts[value - minimum] = (counts[value - minimum] ?? 0) + 1
  let left = share * values.length
  for (let bin = 0; bin < counts.length; bin += 1) {
    left -= counts[bin] ?? 0
    if (left <= 0) return minimum + bin
  }
  return maximum
}

/** The share of full brightness, 0 … 1, that a window gives a value (DICOM PS3.3 C.11.2.1.2.1 and C.11.2.1.3). */
export function windowShare({ centre, width, shape }: DisplayWindow, value: number): number {
  if (shape === 'sigmoid') return 1 / (1 + Math.exp((-4 * (value - centre)) / width))
  const share = shape === 'linearExact' ? (value - centre) / width + 0.5 : (value - (centre - 0.5)) / Math.max(1, width - 1) + 0.5
  return Math.min(1, Math.max(0, share))
}

/** Grey values through their display window to 0 … 255, black to white as a reader sees them; MONOCHROME1 is turned over. */
export function displayGrey(raster: GreyRaster): Uint8Array {
  const window = displayWindow(raster)
  const { values, minimum, maximum, invert } = raster
  const isIdentity = window.centre === 128 && window.width === 256 && (window.shape ?? 'linear') === 'linear'
  if (values instanceof Uint8Array && isIdentity && !invert) return values
  const table = new Uint8Array(maximum - minimum + 1)
  for (let bin = 0; bin < table.length; bin += 1) {
    const level = Math.round(windowShare(window, minimum + bin) * 255)
    table[bin] = invert ? 255 - level : level
  }
  const out = new Uint8Array(values.length)
  for (let index = 0; index < out.length; index += 1) out[index] = table[(values[index] ?? minimum) - minimum] ?? 0
  return out
}

/** The raster as 8-bit samples in its own colours. */
export function samplesOf(raster: Raster): Samples {
  const { widthPx, heightPx } = raster
  if (raster.mode === 'colour') return { widthPx, heightPx, channels: 3, data: raster.rgb }
  return { widthPx, heightPx, channels: 1, data: displayGrey(raster) }
}

/** Samples in the colours a model reads: luma for grey, three equal channels for RGB from grey. */
export function inColours(samples: Samples, colour: 'grey' | 'rgb'): Samples {
  if (colour === 'grey') return samples.channels === 1 ? samples : { ...samples, channels: 1, data: luma(samples.data) }
  if (samples.channels === 3) return samples
  const rgb = new Uint8Array(samples.data.length * 3)
  for (let index = 0, target = 0; index < samples.data.length; index += 1, target += 3) {
    const value = samples.data[index] ?? 0
    rgb[target] = value
    rgb[target + 1] = value
    rgb[target + 2] = value
  }
  return { ...samples, channels: 3, data: rgb }
}
