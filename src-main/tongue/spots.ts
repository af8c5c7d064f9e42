import type { SpotPlace } from '../../src-shared/domain/tongueSigns.ts'
import { centreOf, type LabGrid } from './grid.ts'
import { zoneAt, type TongueFrame } from './frame.ts'
import { smoothed, type Extent } from './plane.ts'
import { bendAt } from './ridges.ts'

/** Radii of spots in shares of the tongue's width, and the least contrast of each kind. */
const KINDS = [
  { kind: 'prickle', radii: [0.009, 0.014], contrast: 2.2 },
  { kind: 'stasis', radii: [0.016, 0.026], contrast: 2.4 },
] as const
/** A spot bends at least this share as much along its longer way as along its shorter one: a crack does not. */
const ROUNDEST = 0.3

/**
 * Round spots: raised points redder than what is around them, and dark or purple ones. `counted` names the cells that
 * may hold one: off the rim, no highlight, no crack. `redness` is a* freed of shading.
 */
export function spotsOf(grid: LabGrid, frame: TongueFrame, given: { counted: Uint8Array; redness: Float32Array }): SpotPlace[] {
  const widthCells = frame.widthPx / grid.place.cellPx
  return KINDS.flatMap(({ kind, radii, contrast }) => {
    const plane = kind === 'prickle' ? given.redness.map((value) => -value) : grid.lightness
    const found = radii.flatMap((radius) => roundPlaces(plane, given.counted, grid, { sigma: Math.max(1, radius * widthCells), contrast }))
    return withoutOverlaps(found, grid.columns).map(({ cell, sigma }): SpotPlace => {
      const at = centreOf(grid, cell)
      return { kind, at, radiusPx: sigma * Math.SQRT2 * grid.place.cellPx, zone: zoneAt(frame.at(...at)) }
    })
  })
}

interface RoundPlace {
  readonly cell: number
  readonly sigma: number
  readonly depth: number
}

/** Places that are lower than all around them, in both directions: the lesser curvature times sigma squared. */
function roundPlaces(plane: Float32Array, counted: Uint8Array, extent: Extent, { sigma, contrast }: { sigma: number; contrast: number }): RoundPlace[] {
  const { rows, columns } = extent
  const soft = smoothed(plane, counted, extent, sigma)
  const found: RoundPlace[] = []
  for (let row = 2; row < rows - 2; row += 1) {
    for (let column = 2; column < columns - 2; column += 1) {
      const cell = row * columns + column
      if (counted[cell] !== 1 || !isLowest(soft, cell, columns)) continue
      const { least, most } = bendAt(soft, cell, columns)
      if (least < ROUNDEST * most || least * sigma ** 2 < contrast / 2) continue
      if (ring(soft, { cell, columns, reach: Math.round(2 * sigma) }) - (soft[cell] ?? 0) < contrast) continue
      found.push({ cell, sigma, depth: least * sigma ** 2 })
    }
  }
  return found
}

function isLowest(plane: Float32Array, cell: number, columns: number): boolean {
  const here = plane[cell] ?? 0
  return [-columns - 1, -columns, 1 - columns, -1, 1, columns - 1, columns, columns + 1].every((step) => here < (plane[cell + step] ?? 0))
}

/** Lowest of the means of opposite places around a cell: what it must lie below on every side. */
function ring(plane: Float32Array, { cell, columns, reach }: { cell: number; columns: number; reach: number }): number {
  const slant = Math.max(1, Math.round(reach * Math.SQRT1_2))
  const steps = [reach, reach * columns, slant * (columns + 1), slant * (columns - 1)]
  return Math.min(...steps.map((step) => Math.min(plane[cell + step] ?? 0, plane[cell - step] ?? 0)))
}

/** Of places closer than their radii the deepest stays. */
function withoutOverlaps(places: readonly RoundPlace[], columns: number): RoundPlace[] {
  const kept: RoundPlace[] = []
  for (const place of places.toSorted((one, two) => two.depth - one.depth)) {
    const near = kept.some((other) => {
      const right = (other.cell % columns) - (place.cell % columns)
      const down = Math.floor(other.cell / columns) - Math.floor(place.cell / columns)
      return Math.hypot(right, down) < 1.5 * Math.max(other.sigma, place.sigma)
    })
    if (!near) kept.push(place)
  }
  return kept
}
