import { eroded } from './grid.ts'
import { smoothed, type Extent } from './plane.ts'

/** A plane's dark lines at one width. */
export interface Ridges {
  /** Depth of the line through each cell, in the plane's units; 0 where there is none. */
  readonly depth: Float32Array
  /** 1 on the middle of a line: no cell across it is deeper. */
  readonly crest: Uint8Array
}

/** Distance of the flanks from a line's middle, in its widths. */
const FLANK = 2

/**
 * Dark lines of a plane about `sigmaCells` wide: the second derivative across the line, times sigma squared, less what
 * the plane bends along it, so that round dark places count
 * little; and no more than it lies below the lower of its flanks. Cells outside `counted` take no part.
 */
export function darkLines(plane: Float32Array, counted: Uint8Array, extent: Extent, sigmaCells: number): Ridges {
  const { rows, columns } = extent
  const soft = smoothed(plane, counted, extent, sigmaCells)
  const depth = new Float32Array(plane.length)
  const across = new Float32Array(plane.length)
  const core = eroded(counted, extent, 1)
  for (let row = 1; row < rows - 1; row += 1) {
    for (let column = 1; column < columns - 1; column += 1) {
      const index = row * columns + column
      if (core[index] !== 1) continue
      const bend = bendAt(soft, index, columns)
      const bent = (bend.most - Math.abs(bend.least)) * sigmaCells ** 2
      if (bent <= 0) continue
      depth[index] = Math.max(0, Math.min(bent, flankHeight(soft, index, { angle: bend.angle, columns, reach: FLANK * sigmaCells })))
      across[index] = bend.angle
    }
  }
  const crest = depth.map((value, index) => (value > 0 && isCrest(depth, index, { angle: across[index] ?? 0, columns }) ? 1 : 0))
  return { depth, crest: Uint8Array.from(crest) }
}

/** Eigenvalues of the Hessian and the direction of the greater one. */
export function bendAt(plane: Float32Array, index: number, columns: number): { most: number; least: number; angle: number } {
  const at = (step: number): number => plane[index + step] ?? 0
  const xx = at(1) - 2 * at(0) + at(-1)
  const yy = at(columns) - 2 * at(0) + at(-columns)
  const xy = (at(columns + 1) - at(columns - 1) - at(1 - columns) + at(-columns - 1)) / 4
  const half = Math.hypot((xx - yy) / 2, xy)
  return { most: (xx + yy) / 2 + half, least: (xx + yy) / 2 - half, angle: Math.atan2(2 * xy, xx - yy) / 2 }
}

/** How far the lower of the two flanks lies above the cell: the edge of a coating has one flank only. */
function flankHeight(plane: Float32Array, index: number, { angle, columns, reach }: { angle: number; columns: number; reach: number }): number {
  const step = Math.round(reach * Math.cos(angle)) + columns * Math.round(reach * Math.sin(angle))
  return Math.min(plane[index + step] ?? 0, plane[index - step] ?? 0) - (plane[index] ?? 0)
}

function isCrest(depth: Float32Array, index: number, { angle, columns }: { angle: number; columns: number }): boolean {
  const step = Math.round(Math.cos(angle)) + columns * Math.round(Math.sin(angle))
  const here = depth[index] ?? 0
  return here >= (depth[index + step] ?? 0) && here > (depth[index - step] ?? 0)
}
