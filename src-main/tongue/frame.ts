import type { Point } from '../../src-shared/domain/mark.ts'
import type { TongueZone } from '../../src-shared/domain/tongueSigns.ts'
import type { LabGrid } from './grid.ts'

/**
 * The tongue's own coordinates: `along` runs from 0 at the root to 1 at the tip, `across` from -1 at the rim on the left
 * of the picture to 1 at the rim on its right. Zones follow them, so that they turn with a tongue that leans.
 */
export interface TongueFrame {
  /** Where the axis enters and leaves the tongue, in pixels of the picture. */
  readonly rootPx: Point
  readonly tipPx: Point
  /** Angle of the axis to the picture's vertical; above 0 the tip lies to the right of the picture. */
  readonly deviationDeg: number
  readonly lengthPx: number
  /** Greatest width across the axis. */
  readonly widthPx: number
  readonly at: (xPx: number, yPx: number) => Place
}

export interface Place {
  readonly along: number
  readonly across: number
}

const BINS = 60
/** Bins at the root are cut by the lips and those at the tip are short: neither says where the middle is. */
const MIDDLE_BINS = [0.15, 0.95] as const
const WIDEST_LEAN_DEG = 40
/** Of two axes that fit about as well the more upright one is right: a nearly round tongue mirrors about any. */
const UPRIGHT = 0.02

interface Chords {
  readonly first: number
  readonly length: number
  /** Lowest and highest across of each bin along, in cells; NaN for an empty bin. */
  readonly low: Float64Array
  readonly high: Float64Array
}

/** The axis about which the two halves of the mask mirror each other best. null for a mask without extent. */
export function frameOf(grid: LabGrid): TongueFrame | null {
  const cells = rimCells(grid)
  if (cells.length < BINS) return null
  let best = { angle: 0, unevenness: Number.POSITIVE_INFINITY }
  const consider = (angle: number): void => {
    const chords = chordsAt(grid, cells, angle)
    const unevenness = unevennessOf(chords) + (UPRIGHT * chords.length * (angle / WIDEST_LEAN_DEG)) ** 2
    if (unevenness < best.unevenness) best = { angle, unevenness }
  }
  for (let angle = -WIDEST_LEAN_DEG; angle <= WIDEST_LEAN_DEG; angle += 2) consider(angle)
  const coarse = best.angle
  for (let step = -7; step <= 7; step += 1) consider(coarse + step / 4)
  return describe(grid, chordsAt(grid, cells, best.angle), best.angle)
}

/** Cells of the mask that touch what is not: they alone say how far it reaches. */
function rimCells({ inside, rows, columns }: LabGrid): number[] {
  const isOut = (row: number, column: number): boolean => row < 0 || column < 0 || row >= rows || column >= columns || inside[row * columns + column] !== 1
  return Array.from(inside.keys()).filter((cell) => {
    if (inside[cell] !== 1) return false
    const [row, column] = [Math.floor(cell / columns), cell % columns]
    return isOut(row - 1, column) || isOut(row + 1, column) || isOut(row, column - 1) || isOut(row, column + 1)
  })
}

/** Unit vectors along the axis (towards the tip) and across it (towards the picture's right), in cells. */
function vectors(angleDeg: number): { along: Point; across: Point } {
  const angle = (angleDeg * Math.PI) / 180
  return { along: [Math.sin(angle), Math.cos(angle)], across: [Math.cos(angle), -Math.sin(angle)] }
}

function chordsAt({ columns }: LabGrid, cells: readonly number[], angleDeg: number): Chords {
  const { along, across } = vectors(angleDeg)
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  const place = (cell: number): Point => {
    const [x, y] = [(cell % columns) + 0.5, Math.floor(cell / columns) + 0.5]
    return [x * along[0] + y * along[1], x * across[0] + y * across[1]]
  }
  for (const cell of cells) {
    const [position] = place(cell)
    first = Math.min(first, position)
    last = Math.max(last, position)
  }
  const low = new Float64Array(BINS).fill(Number.NaN)
  const high = new Float64Array(BINS).fill(Number.NaN)
  const length = Math.max(1, last - first)
  for (const cell of cells) {
    const [position, side] = place(cell)
    const bin = Math.min(BINS - 1, Math.floor(((position - first) / length) * BINS))
    if (!((low[bin] ?? 0) <= side)) low[bin] = side
    if (!((high[bin] ?? 0) >= side)) high[bin] = side
  }
  return { first, length, low, high }
}

/** Variance of the chords' middles, each weighed by its width. */
function unevennessOf({ low, high }: Chords): number {
  let [weights, sum, squares] = [0, 0, 0]
  for (let bin = Math.floor(MIDDLE_BINS[0] * BINS); bin < MIDDLE_BINS[1] * BINS; bin += 1) {
    const [left = Number.NaN, right = Number.NaN] = [low[bin], high[bin]]
    if (Number.isNaN(left)) continue
    const weight = right - left
    const middle = (left + right) / 2
    weights += weight
    sum += weight * middle
    squares += weight * middle * middle
  }
  return weights === 0 ? Number.POSITIVE_INFINITY : squares / weights - (sum / weights) ** 2
}

function describe({ place }: LabGrid, { first, length, low, high }: Chords, angleDeg: number): TongueFrame {
  const { along, across } = vectors(angleDeg)
  const middle = weightedMiddle(low, high)
  const halfWidths = Float64Array.from(low, (left, bin) => {
    const half = ((high[bin] ?? 0) - left) / 2
    return Number.isNaN(half) ? 0 : half
  })
  const toPicture = (position: number): Point => [
    place.leftPx + place.cellPx * (position * along[0] + middle * across[0]),
    place.topPx + place.cellPx * (position * along[1] + middle * across[1]),
  ]
  return {
    rootPx: toPicture(first),
    tipPx: toPicture(first + length),
    deviationDeg: angleDeg,
    lengthPx: length * place.cellPx,
    widthPx: 2 * Math.max(...halfWidths) * place.cellPx,
    at: (xPx, yPx) => {
      const [x, y] = [(xPx - place.leftPx) / place.cellPx, (yPx - place.topPx) / place.cellPx]
      const position = (x * along[0] + y * along[1] - first) / length
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor(position * BINS)))
      return { along: position, across: (x * across[0] + y * across[1] - middle) / Math.max(1, halfWidths[bin] ?? 1) }
    },
  }
}

function weightedMiddle(low: Float64Array, high: Float64Array): number {
  let [weights, sum] = [0, 0]
  low.forEach((left, bin) => {
    const right = high[bin] ?? 0
    if (Number.isNaN(left)) return
    weights += right - left
    sum += ((right - left) * (left + right)) / 2
  })
  return weights === 0 ? 0 : sum / weights
}

/** Ends of the root and beginning of the tip along the axis, and how far the centre reaches across it. */
const ZONE_ENDS = { root: 0.28, tip: 0.8, centre: 0.55 } as const

/** Zone of a place inside the tongue: tip, root, the two sides, and the centre between them. */
export function zoneAt({ along, across }: Place): TongueZone {
  if (along < ZONE_ENDS.root) return 'root'
  if (along > ZONE_ENDS.tip) return 'tip'
  if (Math.abs(across) <= ZONE_ENDS.centre) return 'centre'
  return across < 0 ? 'left' : 'right'
}
