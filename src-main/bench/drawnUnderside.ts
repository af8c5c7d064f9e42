import type { Point } from '../../src-shared/domain/mark.ts'
import type { Mask } from '../imaging/preprocess.ts'
import type { Samples } from '../imaging/raster.ts'

/** One drawn vein, in shares of the underside's width and length; null where none is drawn. */
export interface DrawnVein {
  readonly widthShare: number
  readonly lengthShare: number
  readonly tortuosity: number
  /** Its widest place, where it is drawn to have one: in picture pixels, with the width there as a share. */
  readonly widest: { readonly atPx: Point; readonly widthShare: number } | null
}

export interface DrawnUnderside {
  readonly samples: Samples
  readonly mask: Mask
  readonly left: DrawnVein | null
  readonly right: DrawnVein | null
}

export interface UndersideFacts {
  readonly seed: number
  readonly sidePx?: number
  /** How much brighter than usual, and how much warmer: gains of red and blue in linear light. */
  readonly exposure?: number
  readonly warmth?: number
  readonly blurPx?: number
  /** The veins are wider by this share at one place of their course; 0: as wide all along. */
  readonly bulge?: number
}

type Colour = readonly [red: number, green: number, blue: number]
const mucosa: Colour = [196, 108, 104]
const vein: Colour = [112, 66, 92]
const frenulum: Colour = [226, 160, 150]
const around: Colour = [60, 40, 42]

/**
 * The lifted underside of a tongue as simple shapes: a mucosa with a pale frenulum, beside it veins of known width, length
 * and winding, folds at the rims, grain and highlights. Nothing of a real photo is in it.
 */
export function drawUnderside({ seed, sidePx = 512, exposure = 1, warmth = 0, blurPx = 0, bulge = 0 }: UndersideFacts): DrawnUnderside {
  const random = randomOf(seed)
  const between = (low: number, high: number): number => low + (high - low) * random()
  const [halfWidth, halfLength] = [sidePx * between(0.24, 0.32), sidePx * between(0.34, 0.42)]
  const lean = between(-0.2, 0.2)
  const [cos, sin] = [Math.cos(lean), Math.sin(lean)]
  const place = (x: number, y: number): readonly [across: number, along: number] => {
    const [dx, dy] = [x - sidePx / 2, y - sidePx / 2]
    return [dx * cos - dy * sin, dx * sin + dy * cos]
  }
  const inPicture = (across: number, along: number): Point => [sidePx / 2 + across * cos + along * sin, sidePx / 2 - across * sin + along * cos]
  const tint = between(-12, 12)
  const courses = ([-1, 1] as const).map((side) => courseOf(side, { between, random, halfWidth, halfLength, bulge, inPicture }))
  const rgb = new Float32Array(sidePx * sidePx * 3)
  const mask = new Uint8Array(sidePx * sidePx)
  const tissueAt = (across: number, along: number): Colour => {
    const pale = mixed(mucosa, frenulum, 0.8 * Math.exp(-((across / (0.07 * halfWidth)) ** 2)))
    // Folds at the rims: soft, and no bluer than what they lie in.
    const folded = scaled(pale, 1 - 0.1 * Math.exp(-(((Math.abs(across) - 0.82 * halfWidth) / (0.05 * halfWidth)) ** 2)))
    return courses.reduce((colour, course) => (course === null ? colour : mixed(colour, vein, course.cover(across, along))), folded)
  }
  for (let index = 0; index < sidePx * sidePx; index += 1) {
    const [across, along] = place((index % sidePx) + 0.5, Math.floor(index / sidePx) + 0.5)
    const radius = Math.hypot(across / halfWidth, along / halfLength)
    const isTongue = radius < 1
    if (isTongue) mask[index] = 255
    const [red, green, blue] = isTongue ? scaled(tissueAt(across, along), 1 - 0.25 * radius ** 3) : around
    const grain = (random() + random() - 1) * 9
    rgb.set([red + grain + (isTongue ? tint : 0), green + grain, blue + grain], index * 3)
  }
  addHighlights(rgb, sidePx, { between, halfWidth })
  const lit = shone(blurred(rgb, sidePx, blurPx), exposure, warmth)
  const size = { widthPx: sidePx, heightPx: sidePx }
  return { samples: { ...size, channels: 3, data: lit }, mask: { ...size, data: mask }, left: courses[0]?.truth ?? null, right: courses[1]?.truth ?? null }
}

interface Drawing {
  readonly between: (low: number, high: number) => number
  readonly random: () => number
  readonly halfWidth: number
  readonly halfLength: number
  readonly bulge: number
  /** From places across and along the underside, about its middle. */
  readonly inPicture: (across: number, along: number) => Point
}

interface Course {
  readonly truth: DrawnVein
  /** How much of a place the vein covers, 0 … 1. */
  readonly cover: (across: number, along: number) => number
}

/** A winding line from the root on, tapering at its ends; one in six has no vein. */
function courseOf(side: -1 | 1, { between, random, halfWidth, halfLength, bulge, inPicture }: Drawing): Course | null {
  if (random() < 1 / 6) return null
  const [width, offset, swing] = [between(0.03, 0.1) * 2 * halfWidth, between(0.2, 0.42) * halfWidth, between(0, 0.07) * halfWidth]
  const [start, length, waves, phase] = [between(-0.75, -0.55) * halfLength, between(0.7, 1.15) * halfLength, between(1, 3), between(0, 2 * Math.PI)]
  const at = (along: number): number => side * (offset + swing * Math.sin(phase + (waves * 2 * Math.PI * (along - start)) / length))
  const steps = 400
  let arc = 0
  for (let step = 0; step < steps; step += 1) {
    const [from, to] = [start + (length * step) / steps, start + (length * (step + 1)) / steps]
    arc += Math.hypot(to - from, at(to) - at(from))
  }
  // Not in the middle, and not at one height on both sides.
  const widestAlong = start + length * (0.5 + 0.15 * side)
  const widthAt = (along: number): number => width * (1 + bulge * Math.exp(-(((along - widestAlong) / (0.12 * length)) ** 2)))
  const slopeAt = (along: number): number => (at(along + 1) - at(along - 1)) / 2
  return {
    truth: {
      widthShare: width / (2 * halfWidth),
      lengthShare: (arc + width) / (2 * halfLength),
      tortuosity: arc / Math.hypot(length, at(start + length) - at(start)),
      widest: bulge === 0 ? null : { atPx: inPicture(at(widestAlong), widestAlong), widthShare: (width * (1 + bulge)) / (2 * halfWidth) },
    },
    cover: (across, along) => {
      if (along < start - width || along > start + length + width) return 0
      const beyond = Math.max(0, start - along, along - start - length)
      const distance = Math.hypot(Math.abs(across - at(along)) / Math.hypot(1, slopeAt(along)), beyond) + (width - widthAt(along)) / 2
      // Full in the middle, gone a little beyond its edge.
      return 0.85 / (1 + Math.exp((distance - width / 2) / 1.2))
    },
  }
}

function addHighlights(rgb: Float32Array, sidePx: number, { between, halfWidth }: Pick<Drawing, 'between' | 'halfWidth'>): void {
  for (let spot = 0; spot < 6; spot += 1) {
    const [x, y, radius] = [sidePx / 2 + between(-0.7, 0.7) * halfWidth, sidePx / 2 + between(-0.8, 0.8) * halfWidth, between(1, 4)]
    const [left, top, side] = [Math.floor(x - 3 * radius), Math.floor(y - 3 * radius), Math.ceil(6 * radius)]
    for (let index = 0; index < side * side; index += 1) {
      const [column, row] = [left + (index % side), top + Math.floor(index / side)]
      const shine = 140 * Math.exp(-(((column - x) ** 2 + (row - y) ** 2) / radius ** 2))
      const at = (row * sidePx + column) * 3
      rgb.set([0, 1, 2].map((channel) => (rgb[at + channel] ?? 0) + shine), at)
    }
  }
}

/** A blur by two box means across and along. */
function blurred(rgb: Float32Array, sidePx: number, radiusPx: number): Float32Array {
  if (radiusPx < 1) return rgb
  const mean = (from: Float32Array, stride: number): Float32Array =>
    from.map((_, at) => {
      let [sum, count] = [0, 0]
      for (let step = -radiusPx; step <= radiusPx; step += 1) {
        const value = from[at + step * stride]
        if (value === undefined) continue
        sum += value
        count += 1
      }
      return sum / count
    })
  return mean(mean(rgb, 3), 3 * sidePx)
}

/** Gains in linear light, as another exposure or lamp gives them. */
function shone(rgb: Float32Array, exposure: number, warmth: number): Uint8Array {
  const gains = [exposure * (1 + warmth), exposure, exposure * (1 - warmth)]
  return Uint8Array.from(rgb, (value, at) => {
    const linear = (Math.max(0, Math.min(255, value)) / 255) ** 2.2 * (gains[at % 3] ?? 1)
    return Math.round(255 * Math.min(1, linear) ** (1 / 2.2))
  })
}

const mixed = (one: Colour, other: Colour, share: number): Colour => [one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share, one[2] + (other[2] - one[2]) * share]
const scaled = ([red, green, blue]: Colour, by: number): Colour => [red * by, green * by, blue * by]

/** Numbers 0 … 1 in a row that a seed decides (Numerical Recipes' linear congruential generator). */
function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
