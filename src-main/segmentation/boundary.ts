import type { BoundaryCertainty } from '../../src-shared/domain/analysis.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { spaced } from '../../src-shared/domain/smoothContour.ts'
import type { ProbabilityGrid } from './segment.ts'
import { rounded } from '../imaging/rounded.ts'

/** Places along the outline that are judged, evenly spaced. */
const PLACES = 120
/** How far to either side of the outline is looked, as a share of the tongue's width, and in how many steps. */
const REACH_SHARE = 0.12
const STEPS = 24

interface Outlined {
  /** In picture pixels. */
  readonly polygon: readonly Point[]
  /** The part of the picture that the probabilities are of. */
  readonly box: { readonly leftPx: number; readonly topPx: number; readonly widthPx: number; readonly heightPx: number }
}

/**
 * How unsure the outline is, from the probabilities it was cut from: at each place the integral of min(p, 1 − p) across
 * the outline is the expected displacement of the boundary there, were the probabilities calibrated; its mean over the
 * outline is the expected boundary error. Shares of the tongue's width (of its box). null without an outline.
 */
export function boundaryCertainty(grid: ProbabilityGrid, { polygon, box }: Outlined): BoundaryCertainty | null {
  const xs = polygon.map(([x]) => x)
  const tongueWidthPx = Math.max(...xs) - Math.min(...xs)
  if (polygon.length < 3 || !(tongueWidthPx > 0)) return null
  const probabilityAt = ([x, y]: Point): number => bilinear(grid, ((x - box.leftPx) * grid.widthPx) / box.widthPx - 0.5, ((y - box.topPx) * grid.heightPx) / box.heightPx - 0.5)
  const reachPx = REACH_SHARE * tongueWidthPx
  const stepPx = reachPx / STEPS
  const places = spacedWithNormals(polygon, PLACES).map(({ at, normal }) => {
    let sum = 0
    for (let step = -STEPS; step <= STEPS; step += 1) {
      const probability = probabilityAt([at[0] + normal[0] * step * stepPx, at[1] + normal[1] * step * stepPx])
      sum += Math.min(probability, 1 - probability) * stepPx
    }
    return [rounded(at[0], 1), rounded(at[1], 1), rounded(sum / tongueWidthPx, 4)] as const
  })
  const mean = places.reduce((sum, [, , share]) => sum + share, 0) / places.length
  return { expectedErrorShare: rounded(mean, 4), places }
}

/** Probability at a place of the grid, cell centres at whole numbers; beyond the grid that of its edge. */
function bilinear({ mask, widthPx, heightPx }: ProbabilityGrid, x: number, y: number): number {
  const [column, row] = [Math.min(widthPx - 1, Math.max(0, x)), Math.min(heightPx - 1, Math.max(0, y))]
  const [left, top] = [Math.floor(column), Math.floor(row)]
  const [right, bottom] = [Math.min(widthPx - 1, left + 1), Math.min(heightPx - 1, top + 1)]
  const at = (atColumn: number, atRow: number): number => mask[atRow * widthPx + atColumn] ?? 0
  const upper = at(left, top) + (at(right, top) - at(left, top)) * (column - left)
  const lower = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * (column - left)
  return upper + (lower - upper) * (row - top)
}

interface Place {
  readonly at: Point
  readonly normal: Point
}

/** Places evenly spaced along a closed polygon, each with the unit normal of the stretch between its neighbours. */
function spacedWithNormals(polygon: readonly Point[], count: number): readonly Place[] {
  const places = spaced(polygon, count)
  return places.map((at, index) => {
    const before = places[(index - 1 + places.length) % places.length] ?? at
    const after = places[(index + 1) % places.length] ?? at
    const [x, y] = [after[0] - before[0], after[1] - before[1]]
    const length = Math.max(1e-9, Math.hypot(x, y))
    return { at, normal: [-y / length, x / length] }
  })
}
