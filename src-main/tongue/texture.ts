import { smoothed, type Extent } from './plane.ts'

const LEVELS = 16
/** Grey levels span this much L* about the surroundings' mean. */
const SPAN = 24
const FEWEST_PAIRS = 200

/**
 * Contrast of the grey-level co-occurrence matrix (Haralick 1973) of a plane freed of its slow course, 0 for a smooth
 * one, over pairs `distanceCells` apart to the right and below, both cells counted. null where there are too few pairs.
 */
export function coarseness(plane: Float32Array, counted: Uint8Array, extent: Extent, distanceCells: number): number | null {
  const slow = smoothed(plane, counted, extent, 4 * distanceCells)
  const level = plane.map((value, cell) => Math.min(LEVELS - 1, Math.max(0, Math.floor(((value - (slow[cell] ?? 0)) / SPAN + 0.5) * LEVELS))))
  const sums = { pairs: 0, squares: 0 }
  const add = (cell: number, other: number): void => {
    if (counted[cell] !== 1 || counted[other] !== 1) return
    sums.squares += ((level[cell] ?? 0) - (level[other] ?? 0)) ** 2
    sums.pairs += 1
  }
  for (let row = 0; row < extent.rows - distanceCells; row += 1) {
    for (let column = 0; column < extent.columns - distanceCells; column += 1) {
      const cell = row * extent.columns + column
      add(cell, cell + distanceCells)
      add(cell, cell + distanceCells * extent.columns)
    }
  }
  return sums.pairs < FEWEST_PAIRS ? null : sums.squares / sums.pairs
}
