import type { Point } from '../../src-shared/domain/mark.ts'
import type { TongueFrame } from './frame.ts'

/** The outline is read at this many even steps. */
const STEPS = 720
/** Blur of the outline that dents stand out from, and of the outline itself, in shares of its length. */
const TREND_SIGMA = 0.028
const GRAIN_SIGMA = 0.0028
/** The side arcs: the lips cut the outline above, the tip's own roundness ends them below. */
const SIDE = { from: 0.18, to: 0.93 } as const
/** How far off its shoulders may lie, as a share of the outline: what is wider is the tongue's own waist. */
const SHOULDER_REACH = 0.05
/** A dent is this deep below its shoulders, as a share of the tongue's width. */
const SHALLOWEST = 0.008

export interface Dent {
  readonly side: 'left' | 'right'
  readonly at: Point
  /** Depth below the lower of its two shoulders, as a share of the tongue's width. */
  readonly depth: number
}

/**
 * Dents of the teeth on the two side arcs of the outline (picture pixels, closed): places where it lies farther inside
 * than its own blurred course, deeper than both shoulders by 0.8 % of the tongue's width.
 */
export function dentsOf(outline: readonly Point[], frame: TongueFrame): Dent[] {
  const points = evenly(outline, STEPS)
  if (points.length < STEPS) return []
  const fine = blurredCourse(points, GRAIN_SIGMA * STEPS)
  const trend = blurredCourse(points, TREND_SIGMA * STEPS)
  const depths = fine.map((point, index) => inwardBy(point, trend, index) / frame.widthPx)
  return peaksOf(depths)
    .filter(({ prominence }) => prominence >= SHALLOWEST)
    .flatMap(({ index, prominence }) => {
      const at = fine[index] ?? [0, 0]
      const { along, across } = frame.at(at[0], at[1])
      if (along < SIDE.from || along > SIDE.to) return []
      return [{ side: across < 0 ? 'left' : 'right', at, depth: prominence } as const]
    })
}

/** Points at even distances along a closed outline; fewer than asked for where it has no length. */
function evenly(outline: readonly Point[], count: number): Point[] {
  const ends = outline.map((point, index) => {
    const next = outline[(index + 1) % outline.length] ?? point
    return { point, next, length: Math.hypot(next[0] - point[0], next[1] - point[1]) }
  })
  const total = ends.reduce((sum, { length }) => sum + length, 0)
  if (total === 0) return []
  const points: Point[] = []
  let walked = 0
  for (const { point, next, length } of ends) {
    while (points.length < count && (points.length * total) / count < walked + length) {
      const share = ((points.length * total) / count - walked) / length
      points.push([point[0] + (next[0] - point[0]) * share, point[1] + (next[1] - point[1]) * share])
    }
    walked += length
  }
  return points
}

function blurredCourse(points: readonly Point[], sigmaSteps: number): Point[] {
  const reach = Math.ceil(3 * sigmaSteps)
  const weights = Array.from({ length: 2 * reach + 1 }, (_, index) => Math.exp(-(((index - reach) / sigmaSteps) ** 2) / 2))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return points.map((_, index) => {
    let [x, y] = [0, 0]
    weights.forEach((weight, offset) => {
      const [otherX, otherY] = points[(index + offset - reach + points.length) % points.length] ?? [0, 0]
      x += weight * otherX
      y += weight * otherY
    })
    return [x / total, y / total]
  })
}

/** How far a point lies to the inside of the course beside it; the course runs clockwise on the screen. */
function inwardBy(point: Point, course: readonly Point[], index: number): number {
  const before = course[(index - 1 + course.length) % course.length] ?? point
  const after = course[(index + 1) % course.length] ?? point
  const here = course[index] ?? point
  const [x, y] = [after[0] - before[0], after[1] - before[1]]
  const length = Math.max(1e-9, Math.hypot(x, y))
  return ((point[0] - here[0]) * -y + (point[1] - here[1]) * x) / length
}

/** Peaks of a closed series, each with its height above the higher of its two shoulders, or of the passes before higher ground. */
function peaksOf(values: readonly number[]): { index: number; prominence: number }[] {
  const count = values.length
  const at = (index: number): number => values[(index + count) % count] ?? 0
  const pass = (index: number, step: 1 | -1): number => {
    let lowest = at(index)
    for (let offset = 1; offset <= SHOULDER_REACH * count && at(index + step * offset) <= at(index); offset += 1) lowest = Math.min(lowest, at(index + step * offset))
    return lowest
  }
  return values.flatMap((value, index) => {
    if (value < at(index - 1) || value <= at(index + 1)) return []
    return [{ index, prominence: value - Math.max(pass(index, 1), pass(index, -1)) }]
  })
}
