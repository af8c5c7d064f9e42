import type { SublingualVein, VeinWidth } from '../../src-shared/domain/tongueSigns.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { rounded } from '../imaging/rounded.ts'
import { quantile } from './cluster.ts'
import type { TongueFrame } from './frame.ts'
import type { LabGrid } from './grid.ts'
import { darkLines } from './ridges.ts'
import { uprightPlane, type UprightPlane } from './upright.ts'

/** Half widths of the lines that are looked for, in shares of the underside's width. */
const HALF_WIDTHS = [0.012, 0.02, 0.032, 0.045] as const
/** Where a vein may run on its side of the frenulum, in shares of the underside's width from the axis. */
const SIDE = { from: 0.05, to: 0.42 } as const
/** Veins are darker and bluer than what they lie in: L* and b* count alike. Least depth of a line that is one, in their units. */
const DEPTH = 3
/** Grain has lines too: a vein is this many times deeper than this share of all lines that are there. */
const GRAIN = { quantile: 0.7, factor: 1.2 } as const
/** A depth beyond this many times the least counts no more: one dark place does not draw the course to it. */
const MOST_DEPTHS = 3
/** How dear a column to the side is, in least depths; and the most columns per row. */
const STEP_COST = 0.25
const WIDEST_STEP = 3
/** The ends of a course are where it is half as deep as it usually is. */
const END_SHARE = 0.5
/** Least length, in shares of the axis. */
const SHORTEST = 0.15
/** Rows over which a course is smoothed, to either side: a path that follows cells is longer than its vein. First for its direction, then for its length. */
const ROUGH_ROWS = 4
const FINE_ROWS = 3
/** Edges must be seen on this share of a course: a shadow has none. */
const FEWEST_EDGES = 0.5
/** So many widths are kept along a course to be shown, besides the widest; one counts as the median of so many rows to either side: grain and highlights stay below that. */
const KEPT_WIDTHS = 6
const WIDTH_ROWS = 4

/**
 * The vein on each side of the frenulum of a tongue's underside: the deepest smooth dark and bluish line along the axis,
 * null where there is none of at least 15 % of the axis. Sides are those of the picture.
 */
export function veinsOf(grid: LabGrid, frame: TongueFrame): { readonly left: SublingualVein | null; readonly right: SublingualVein | null; readonly depth: number } {
  const tone = grid.lightness.map((lightness, cell) => lightness + (grid.b[cell] ?? 0))
  const plane = uprightPlane(grid, frame, tone)
  const depth = depthOf(plane)
  const limit = Math.max(DEPTH, GRAIN.factor * quantile(depth.filter((value, index) => plane.counted[index] === 1 && value > 0), GRAIN.quantile))
  const [left, right] = [veinOn(plane, depth, { limit, side: -1 }), veinOn(plane, depth, { limit, side: 1 })]
  const found = [left, right].flatMap((one) => one ?? [])
  return { left: left?.vein ?? null, right: right?.vein ?? null, depth: found.length === 0 ? 0 : found.reduce((sum, one) => sum + one.depth, 0) / found.length }
}

/** The deepest of the lines of every width, place by place. */
function depthOf(plane: UprightPlane): Float32Array {
  const deepest = new Float32Array(plane.values.length)
  for (const half of HALF_WIDTHS) {
    const { depth } = darkLines(plane.values, plane.counted, plane, half * (plane.columns - 1))
    depth.forEach((value, index) => {
      if (value > (deepest[index] ?? 0)) deepest[index] = value
    })
  }
  return deepest
}

interface Side {
  readonly limit: number
  /** -1: left of the axis, 1: right of it. */
  readonly side: -1 | 1
}

function veinOn(plane: UprightPlane, depth: Float32Array, { limit, side }: Side): { readonly vein: SublingualVein; readonly depth: number } | null {
  const middle = (plane.columns - 1) / 2
  const [near, far] = [Math.round(middle + side * SIDE.from * 2 * middle), Math.round(middle + side * SIDE.to * 2 * middle)]
  const path = deepestPath(plane, depth.map((value) => Math.min(MOST_DEPTHS * limit, value)), { columns: [Math.min(near, far), Math.max(near, far)], stepCost: STEP_COST * limit })
  const depths = path.map((column, row) => depth[row * plane.columns + column] ?? 0)
  const run = bestRun(depths.map((value) => Math.min(MOST_DEPTHS * limit, value) - limit))
  if (run === null) return null
  const usual = quantile(Float32Array.from(depths.slice(run[0], run[1])), 0.5)
  const [first, last] = ends(depths, run, END_SHARE * usual)
  if (last - first < SHORTEST * plane.rows) return null
  const rough = smoothCourse(path.slice(first, last).map((column, index) => [first + index, column] as const), ROUGH_ROWS)
  const crossed = rough.map((_, index) => crossingAt(plane, rough, index))
  // Cells lead past the bends of a wide vein: its middle lies between its edges.
  const course = smoothCourse(rough.map(([row, column], index) => crossed[index]?.middle ?? [row, column]), FINE_ROWS)
  const widths = crossed.flatMap((one) => one?.width ?? [])
  if (widths.length < FEWEST_EDGES * course.length) return null
  return { vein: { ...described(plane, course, quantile(Float32Array.from(widths), 0.5)), widths: keptWidths(plane, crossed) }, depth: usual }
}

/** Where the edges lie at evenly spread places of the course and at its widest, from the root on. */
function keptWidths({ stepPx, toPicture }: UprightPlane, crossed: readonly (Crossing | null)[]): readonly VeinWidth[] {
  const settled = crossed.map((_, index) => settledCrossing(crossed, index))
  const seen = settled.flatMap((crossing, index) => (crossing === null ? [] : [{ crossing, index }]))
  const widest = seen.reduce<(typeof seen)[number] | null>((most, each) => (most === null || each.crossing.width > most.crossing.width ? each : most), null)
  const spread = Array.from({ length: KEPT_WIDTHS }, (_, place) => seen[Math.round(((place + 0.5) / KEPT_WIDTHS) * (seen.length - 1))])
  const kept = new Set([...spread, widest].flatMap((each) => each ?? []))
  return [...kept]
    .sort((one, other) => one.index - other.index)
    .map(({ crossing: { width, edges } }) => {
      const [from, to] = edges.map(([row, column]) => toPicture(row, column))
      const at = ([x, y]: Point = [0, 0]): Point => [rounded(x, 1), rounded(y, 1)]
      return { from: at(from), to: at(to), widthPx: rounded(width * stepPx, 1) }
    })
}

/** The crossing at a row, as wide as the median of those around it; null where its own edges, or those of most around it, are not seen. */
function settledCrossing(crossed: readonly (Crossing | null)[], index: number): Crossing | null {
  const around = crossed.slice(Math.max(0, index - WIDTH_ROWS), index + WIDTH_ROWS + 1).flatMap((one) => one?.width ?? [])
  const own = crossed[index] ?? null
  if (own === null || around.length <= WIDTH_ROWS) return null
  const width = quantile(Float32Array.from(around), 0.5)
  const [first, last] = own.edges
  const scale = width / own.width / 2
  const half = [(last[0] - first[0]) * scale, (last[1] - first[1]) * scale] as const
  const { middle } = own
  return { ...own, width, edges: [[middle[0] - half[0], middle[1] - half[1]], [middle[0] + half[0], middle[1] + half[1]]] }
}

/** The run, longer or shorter at its ends, as far as the course is this deep. */
function ends(depths: readonly number[], [start, end]: readonly [number, number], limit: number): readonly [first: number, last: number] {
  let [first, last] = [start, end]
  while (first < last && (depths[first] ?? 0) < limit) first += 1
  while (first > 0 && (depths[first - 1] ?? 0) >= limit) first -= 1
  while (last > first && (depths[last - 1] ?? 0) < limit) last -= 1
  while (last < depths.length && (depths[last] ?? 0) >= limit) last += 1
  return [first, last]
}

interface Paths {
  /** The first and the last column that may be taken. */
  readonly columns: readonly [number, number]
  /** Of one column to the side, and of several its square. */
  readonly stepCost: number
}

/** The column of each row on the path that gathers the most depth at the least wandering. */
function deepestPath({ rows, columns }: UprightPlane, depth: Float32Array, { columns: [first, last], stepCost }: Paths): number[] {
  const width = last - first + 1
  const gathered = new Float64Array(rows * width)
  const from = new Int8Array(rows * width)
  const reachedFrom = (row: number, place: number, step: number): number =>
    place + step < 0 || place + step >= width ? Number.NEGATIVE_INFINITY : (gathered[(row - 1) * width + place + step] ?? 0) - stepCost * step * step
  const bestStep = (row: number, place: number): number => {
    let best = 0
    for (let step = -WIDEST_STEP; step <= WIDEST_STEP; step += 1) if (reachedFrom(row, place, step) > reachedFrom(row, place, best)) best = step
    return best
  }
  for (let index = 0; index < rows * width; index += 1) {
    const [row, place] = [Math.floor(index / width), index % width]
    const step = row === 0 ? 0 : bestStep(row, place)
    from[index] = step
    gathered[index] = (row === 0 ? 0 : reachedFrom(row, place, step)) + (depth[row * columns + first + place] ?? 0)
  }
  const end = gathered.subarray((rows - 1) * width)
  let place = end.reduce((best, value, index) => (value > (end[best] ?? 0) ? index : best), 0)
  const path = Array.from({ length: rows }, () => first)
  for (let row = rows - 1; row >= 0; row -= 1) {
    path[row] = first + place
    place += from[row * width + place] ?? 0
  }
  return path
}

/** The run of rows with the greatest sum: short gaps are bridged by what lies on both sides of them. null where nothing is above 0. */
function bestRun(values: readonly number[]): readonly [start: number, end: number] | null {
  let best = { sum: 0, run: null as readonly [number, number] | null }
  let [sum, start] = [0, 0]
  values.forEach((value, index) => {
    if (sum <= 0) [sum, start] = [0, index]
    sum += value
    if (sum > best.sum) best = { sum, run: [start, index + 1] }
  })
  return best.run
}

type Step = readonly [row: number, column: number]

/** Each place as the mean of so many before and behind it, fewer at the ends. */
function smoothCourse(course: readonly Step[], rows: number): readonly Step[] {
  return course.map((_, index) => {
    const reach = Math.min(rows, index, course.length - 1 - index)
    const around = course.slice(index - reach, index + reach + 1)
    const mean = (axis: 0 | 1): number => around.reduce((sum, step) => sum + step[axis], 0) / around.length
    return [mean(0), mean(1)]
  })
}

function described(plane: UprightPlane, course: readonly Step[], widthSteps: number): Omit<SublingualVein, 'widths'> {
  const { stepPx, rows, columns, toPicture } = plane
  const arc = course.slice(1).reduce((sum, [row, column], index) => sum + Math.hypot(row - (course[index]?.[0] ?? row), column - (course[index]?.[1] ?? column)), 0)
  const [start, end] = [course[0] ?? [0, 0], course.at(-1) ?? [0, 0]]
  const chord = Math.max(1, Math.hypot(end[0] - start[0], end[1] - start[1]))
  return {
    widthPx: rounded(widthSteps * stepPx, 1),
    widthShare: rounded(widthSteps / (columns - 1), 4),
    lengthPx: rounded(arc * stepPx, 1),
    lengthShare: rounded(arc / rows, 3),
    tortuosity: rounded(Math.max(1, arc / chord), 3),
    course: course.map(([row, column]) => toPicture(row, column)).map(([x, y]) => [rounded(x, 1), rounded(y, 1)] as const),
  }
}

/** How far the flanks that a width is measured between may lie, in shares of the underside's width. */
const FLANK_REACH = 0.11

interface Crossing {
  /** In steps. */
  readonly width: number
  readonly middle: Step
  readonly edges: readonly [Step, Step]
}

/** The edges of a vein at one place of its course, across the course's own direction; null where they cannot be told. */
function crossingAt(plane: UprightPlane, course: readonly Step[], index: number): Crossing | null {
  const reach = Math.round(FLANK_REACH * (plane.columns - 1))
  const [row, column] = course[index] ?? [0, 0]
  const [before, after] = [course[Math.max(0, index - 3)] ?? [row, column], course[Math.min(course.length - 1, index + 3)] ?? [row, column]]
  const length = Math.hypot(after[0] - before[0], after[1] - before[1])
  if (length === 0) return null
  const across = [-(after[1] - before[1]) / length, (after[0] - before[0]) / length] as const
  const at = (step: number): Step => [row + across[0] * step, column + across[1] * step]
  const edges = edgesOf(Array.from({ length: 4 * reach + 1 }, (_, step) => toneAt(plane, at((step - 2 * reach) / 2))))
  if (edges === null) return null
  return { width: (edges.before + edges.behind) / 2, middle: at((edges.behind - edges.before) / 4), edges: [at(-edges.before / 2), at(edges.behind / 2)] }
}

/** How far the edges at half the depth lie from the middle of a profile of half steps, below the lower of its two flanks; null without flanks. */
function edgesOf(profile: readonly (number | null)[]): { readonly before: number; readonly behind: number } | null {
  const middle = (profile.length - 1) / 2
  const seen = (from: number, to: number): number[] => profile.slice(from, to).flatMap((value) => value ?? [])
  const [left, right, core] = [seen(0, middle), seen(middle + 1, profile.length), seen(middle - 2, middle + 3)]
  if (left.length < middle / 2 || right.length < middle / 2 || core.length === 0) return null
  const bottom = Math.min(...core)
  const height = Math.min(quantile(Float32Array.from(left), 0.8), quantile(Float32Array.from(right), 0.8))
  const half = (bottom + height) / 2
  const crossing = (direction: 1 | -1): number | null => {
    for (let step = 1; step <= middle; step += 1) {
      const [inner, outer] = [profile[middle + direction * (step - 1)] ?? null, profile[middle + direction * step] ?? null]
      if (inner === null || outer === null) return null
      if (outer >= half) return step - 1 + (outer <= inner ? 0 : Math.max(0, half - inner) / (outer - inner))
    }
    return null
  }
  const [before, behind] = [crossing(-1), crossing(1)]
  return height - bottom < DEPTH / 2 || before === null || behind === null ? null : { before, behind }
}

function toneAt({ rows, columns, values, counted }: UprightPlane, [row, column]: Step): number | null {
  const [top, left] = [Math.floor(row), Math.floor(column)]
  if (top < 0 || left < 0 || top + 1 >= rows || left + 1 >= columns) return null
  const [down, right] = [row - top, column - left]
  const places = [top * columns + left, top * columns + left + 1, (top + 1) * columns + left, (top + 1) * columns + left + 1] as const
  if (places.some((index) => counted[index] !== 1)) return null
  const [a = 0, b = 0, c = 0, d = 0] = places.map((index) => values[index])
  return (a * (1 - right) + b * right) * (1 - down) + (c * (1 - right) + d * right) * down
}
