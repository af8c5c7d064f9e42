import type { ImageView, PixelFacts, DisplayWindow } from '../../../../src-shared/domain/image.ts'
import { AppError } from '../../../../src-shared/errors.ts'

type GreyFacts = Extract<PixelFacts, { mode: 'grey' }>
type Samples = Uint8Array | Uint16Array | Int16Array

/** What the viewport draws: one sample a pixel, or three (RGB, 8 bit), row by row. */
export interface Pixels {
  readonly samples: Samples
  readonly components: 1 | 3
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/**
 * The bytes of the `grey` view as samples, little-endian, `widthPx * heightPx` of them.
 * Throws AppError `image.unreadable` when the length does not fit.
 */
export function greyPixels(bytes: ArrayBuffer, image: Pick<ImageView, 'widthPx' | 'heightPx'>, facts: GreyFacts): Pixels {
  const count = image.widthPx * image.heightPx
  const bytesPerSample = facts.type === 'uint8' ? 1 : 2
  if (bytes.byteLength !== count * bytesPerSample) throw new AppError('image.unreadable', { bytes: bytes.byteLength })
  if (facts.type === 'uint8') return { samples: new Uint8Array(bytes), components: 1 }
  if (isLittleEndian) return { samples: facts.type === 'uint16' ? new Uint16Array(bytes) : new Int16Array(bytes), components: 1 }
  const samples = facts.type === 'uint16' ? new Uint16Array(count) : new Int16Array(count)
  const view = new DataView(bytes)
  // Typed arrays read in the machine's order; the wire is little-endian on every machine.
  for (let index = 0; index < count; index++) {
    samples[index] = facts.type === 'uint16' ? view.getUint16(index * 2, true) : view.getInt16(index * 2, true)
  }
  return { samples, components: 1 }
}

/** Drops the alpha of RGBA: the viewport keeps three bytes a pixel. */
export function rgbPixels(rgba: Uint8ClampedArray): Pixels {
  const samples = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    samples[to] = rgba[from] ?? 0
    samples[to + 1] = rgba[from + 1] ?? 0
    samples[to + 2] = rgba[from + 2] ?? 0
  }
  return { samples, components: 3 }
}

/** Every level as it is: half a level more would show each one darker. */
export const photoWindow: DisplayWindow = { centre: 127.5, width: 255 }

/** The windows a picture offers, the one it opens with first: its own, then its whole range. */
export function windowsOf(facts: PixelFacts): readonly DisplayWindow[] {
  if (facts.mode === 'colour') return [photoWindow]
  const whole = wholeRange(facts.minimum, facts.maximum)
  const own = facts.windows.filter(({ width }) => width > 0)
  const same = own.some(({ centre, width }) => centre === whole.centre && width === whole.width)
  return same ? own : [...own, whole]
}

/** Half a step is added on each side so that a picture of one value still has a width. */
const wholeRange = (minimum: number, maximum: number): DisplayWindow => ({
  centre: (minimum + maximum) / 2,
  width: Math.max(1, maximum - minimum),
})

export interface ValueRange {
  readonly lower: number
  readonly upper: number
}

export const rangeOf = ({ centre, width }: DisplayWindow): ValueRange => ({ lower: centre - width / 2, upper: centre + width / 2 })

export const windowOf = ({ lower, upper }: ValueRange): DisplayWindow => ({ centre: (lower + upper) / 2, width: upper - lower })

/**
 * The window after a drag: to the right widens it, downwards raises its centre. The whole canvas is one whole range of
 * the picture, so that an 8-bit photo and a 12-bit film feel alike.
 */
export function dragWindow(start: DisplayWindow, moved: readonly [dx: number, dy: number], range: number): DisplayWindow {
  const width = Math.max(range / 1024, start.width + moved[0] * range)
  return { ...start, centre: start.centre + moved[1] * range, width }
}
