import type { LinearRgb, PatchFault } from '../../../src-shared/domain/colourCalibration.ts'
import type { Point } from '../../../src-shared/domain/mark.ts'
import type { Samples } from '../../imaging/raster.ts'
import { linearOf } from '../colour.ts'
import type { Homography } from './homography.ts'
import { COLUMNS, ROWS } from './reference.ts'

/** Share of the pitch that a patch fills, and the share in its middle that is looked at. */
const PATCH_SHARE = 0.84
const INSIDE_SHARE = 0.52
/** Places a side that are looked at; each is the mean of the pixels around it. */
const PLACES = 9
/** Levels between the 10 % and the 90 % quantile of a patch of one colour, and per level of its middle. */
const UNEVEN = { levels: 16, perLevel: 0.08 } as const
const CLIPPED = [2, 252] as const

/** One patch's pixels: median colour, and whether it can be used at all. */
export interface MeasuredPatch {
  readonly index: number
  readonly outline: readonly Point[]
  readonly linear: LinearRgb
  readonly fault: PatchFault | null
}

/** The 24 patches of RGB samples; `toPixel` takes chart places (columns 0 … 6, rows 0 … 4) to pixels. */
export function measurePatches(samples: Samples, toPixel: Homography): readonly MeasuredPatch[] {
  return Array.from({ length: COLUMNS * ROWS }, (_, index) => measured(samples, toPixel, index))
}

/** Corners of a square around the middle of a patch, from the upper left clockwise on the upright chart. */
function cornersOf(toPixel: Homography, index: number, share: number): readonly Point[] {
  const [x, y] = [(index % COLUMNS) + 0.5, Math.floor(index / COLUMNS) + 0.5]
  const half = share / 2
  return ([[-half, -half], [half, -half], [half, half], [-half, half]] as const).map(([right, down]) => toPixel([x + right, y + down]))
}

function measured(samples: Samples, toPixel: Homography, index: number): MeasuredPatch {
  const outline = cornersOf(toPixel, index, PATCH_SHARE)
  const inside = cornersOf(toPixel, index, INSIDE_SHARE)
  const [first = [0, 0], second = [0, 0], , last = [0, 0]] = inside
  const sidePx = Math.min(Math.hypot(second[0] - first[0], second[1] - first[1]), Math.hypot(last[0] - first[0], last[1] - first[1]))
  const radius = Math.max(0, Math.floor((sidePx / PLACES - 1) / 2))
  const levels: [number[], number[], number[]] = [[], [], []]
  let isOutside = false
  for (let place = 0; place < PLACES * PLACES; place += 1) {
    const [right, down] = [((place % PLACES) + 0.5) / PLACES - 0.5, (Math.floor(place / PLACES) + 0.5) / PLACES - 0.5]
    const at = toPixel([(index % COLUMNS) + 0.5 + right * INSIDE_SHARE, Math.floor(index / COLUMNS) + 0.5 + down * INSIDE_SHARE])
    const mean = meanAround(samples, at, radius)
    if (mean === null) isOutside = true
    else mean.forEach((level, channel) => levels[channel]?.push(level))
  }
  if (isOutside) return { index, outline, linear: [0, 0, 0], fault: 'uneven' }
  const sorted = levels.map((values) => values.toSorted((one, two) => one - two)) as [number[], number[], number[]]
  const middle = sorted.map((values) => quantile(values, 0.5)) as [number, number, number]
  return { index, outline, linear: [lightOf(middle[0]), lightOf(middle[1]), lightOf(middle[2])], fault: faultOf(sorted, middle) }
}

function faultOf(sorted: readonly (readonly number[])[], middle: readonly number[]): PatchFault | null {
  const isUneven = sorted.some((values, channel) => quantile(values, 0.9) - quantile(values, 0.1) > UNEVEN.levels + UNEVEN.perLevel * (middle[channel] ?? 0))
  if (isUneven) return 'uneven'
  return middle.some((level) => level >= CLIPPED[1]) || Math.min(...middle) <= CLIPPED[0] ? 'clipped' : null
}

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0

/** Linear light of a mean level, between the two whole ones. */
function lightOf(level: number): number {
  const low = Math.floor(level)
  return linearOf(low) + (linearOf(Math.min(255, low + 1)) - linearOf(low)) * (level - low)
}

/** Mean levels of the square around a place; null where it leaves the picture. */
function meanAround({ widthPx, heightPx, data }: Samples, [x, y]: Point, radius: number): readonly number[] | null {
  const [left, top] = [Math.floor(x) - radius, Math.floor(y) - radius]
  if (!(left >= 0 && top >= 0 && left + 2 * radius < widthPx && top + 2 * radius < heightPx)) return null
  const sums = [0, 0, 0]
  for (let row = top; row <= top + 2 * radius; row += 1) {
    for (let at = (row * widthPx + left) * 3; at < (row * widthPx + left + 2 * radius + 1) * 3; at += 3) {
      for (let channel = 0; channel < 3; channel += 1) sums[channel] = (sums[channel] ?? 0) + (data[at + channel] ?? 0)
    }
  }
  return sums.map((sum) => sum / (2 * radius + 1) ** 2)
}
