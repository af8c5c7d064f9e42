import { linearOf } from '../colour.ts'
import type { Cell } from './cells.ts'
import type { LatticeCell } from './lattice.ts'
import { type Guess, likenessOf } from './likeness.ts'
import { COLUMNS, ROWS } from './reference.ts'

/** Which patch each cell of a lattice is. */
export interface Placing {
  readonly cells: readonly { readonly cell: Cell; readonly column: number; readonly row: number }[]
  readonly mirrored: boolean
  readonly likeness: number
}

const FEWEST_CELLS = 8

/** The eight ways to turn a lattice; those that turn it over are mirrored where the lattice itself is not. */
const turns = [
  { swap: false, column: 1, row: 1 },
  { swap: false, column: -1, row: -1 },
  { swap: false, column: -1, row: 1 },
  { swap: false, column: 1, row: -1 },
  { swap: true, column: 1, row: 1 },
  { swap: true, column: -1, row: -1 },
  { swap: true, column: -1, row: 1 },
  { swap: true, column: 1, row: -1 },
] as const

/** The way to lay a lattice on the chart whose colours fit best; null where none holds enough cells. */
export function bestPlacing(lattice: readonly LatticeCell[]): Placing | null {
  let best: Placing | null = null
  for (const turn of turns) {
    const turned = lattice.map(({ cell, column, row }) => ({
      cell,
      column: turn.column * (turn.swap ? row : column),
      row: turn.row * (turn.swap ? column : row),
    }))
    const downs = shifts(turned.map(({ row }) => row), ROWS)
    const moves = shifts(turned.map(({ column }) => column), COLUMNS).flatMap((right) => downs.map((down) => [right, down] as const))
    for (const [right, down] of moves) {
      const placing = placingOf(turned.map(({ cell, column, row }) => ({ cell, column: column + right, row: row + down })))
      if (placing !== null && placing.likeness > (best?.likeness ?? 0)) best = placing
    }
  }
  return best
}

/** Every shift that lays either the whole extent on the chart, or the chart wholly on the extent. */
function shifts(places: readonly number[], count: number): readonly number[] {
  const [low, high] = [Math.min(...places), Math.max(...places)]
  const [one, two] = [-low, count - 1 - high]
  const first = Math.min(one, two)
  return Array.from({ length: Math.abs(one - two) + 1 }, (_, index) => first + index)
}

function placingOf(cells: Placing['cells']): Placing | null {
  const on = cells.filter(({ column, row }) => column >= 0 && column < COLUMNS && row >= 0 && row < ROWS)
  if (on.length < FEWEST_CELLS || on.length < 0.7 * cells.length) return null
  const guesses = on.map(({ cell, column, row }): Guess => ({ patch: row * COLUMNS + column, linear: [linearOf(Math.round(cell.colour[0])), linearOf(Math.round(cell.colour[1])), linearOf(Math.round(cell.colour[2]))] }))
  return { cells: on, mirrored: isMirrored(on), likeness: likenessOf(guesses) }
}

/** Whether columns and rows turn the other way round than x and y of the picture: the sign of their common covariance. */
function isMirrored(cells: Placing['cells']): boolean {
  const mean = (of: (one: Placing['cells'][number]) => number): number => cells.reduce((sum, one) => sum + of(one), 0) / cells.length
  const [x, y, column, row] = [mean(({ cell }) => cell.x), mean(({ cell }) => cell.y), mean((one) => one.column), mean((one) => one.row)]
  const across = (axis: 'x' | 'y', place: 'column' | 'row'): number =>
    mean((one) => (one.cell[axis] - (axis === 'x' ? x : y)) * (one[place] - (place === 'column' ? column : row)))
  return across('x', 'column') * across('y', 'row') - across('x', 'row') * across('y', 'column') < 0
}
