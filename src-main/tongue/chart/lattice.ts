import type { Cell } from './cells.ts'

/** A cell at its place in a lattice of cells. */
export interface LatticeCell {
  readonly cell: Cell
  readonly column: number
  readonly row: number
}

type Lattice = readonly LatticeCell[]

const NEIGHBOURS = 24
/** A step of the lattice goes to one of the nearest so many. */
const NEAREST = 6
/** Distance of neighbours in sizes of the cell, and how far sizes may differ. */
const FARTHEST = 5
const SIZE_RATIO = 1.9
/** A cell may lie this share of a step from where the cells before it say. */
const TOLERANCE = 0.24
const FEWEST_CELLS = 8
/** A larger one is no chart: keys, tiles. */
const MOST_CELLS = 60
const MOST_LATTICES = 12

/** Lattices among the cells, those with most cells first. */
export function latticesOf(cells: readonly Cell[]): readonly Lattice[] {
  const near = cells.map((cell) => neighboursOf(cell, cells))
  const found: Lattice[] = []
  const taken = new Set<Cell>()
  const nearOf = new Map(cells.map((cell, index) => [cell, near[index] ?? []]))
  for (const cell of cells) {
    if (taken.has(cell)) continue
    const best = latticeAt(cell, nearOf)
    if (best === null) continue
    found.push(best)
    if (best.length >= 2 * FEWEST_CELLS) for (const member of best) taken.add(member.cell)
  }
  return found.toSorted((one, two) => fullness(two) - fullness(one)).slice(0, MOST_LATTICES)
}

/** Cells more than gaps: a lattice along its diagonal holds the same cells in a wider field. */
function fullness(lattice: Lattice): number {
  const extent = (places: readonly number[]): number => Math.max(...places) - Math.min(...places) + 1
  return 2 * lattice.length - extent(lattice.map(({ column }) => column)) * extent(lattice.map(({ row }) => row))
}

function neighboursOf(cell: Cell, cells: readonly Cell[]): readonly Cell[] {
  const reach = FARTHEST * cell.size
  return cells
    .filter((other) => other !== cell && Math.abs(other.x - cell.x) < reach && Math.abs(other.y - cell.y) < reach && isAlike(cell, other))
    .toSorted((one, two) => Math.hypot(one.x - cell.x, one.y - cell.y) - Math.hypot(two.x - cell.x, two.y - cell.y))
    .slice(0, NEIGHBOURS)
}

const isAlike = (one: Cell, two: Cell): boolean => one.size < SIZE_RATIO * two.size && two.size < SIZE_RATIO * one.size

type Step = readonly [x: number, y: number]
type Near = ReadonlyMap<Cell, readonly Cell[]>

/** The largest lattice that begins at a cell, over pairs of steps to its neighbours. */
function latticeAt(cell: Cell, near: Near): Lattice | null {
  const steps = (near.get(cell) ?? []).slice(0, NEAREST).map((other): Step => [other.x - cell.x, other.y - cell.y])
  let best: Lattice | null = null
  for (const [index, along] of steps.entries()) {
    for (const down of steps.slice(index + 1)) {
      if (!isBasis(along, down) || !hasFourth(cell, near, [along[0] + down[0], along[1] + down[1]])) continue
      const grown = grow(cell, [along, down], near)
      if (grown !== null && grown.length >= FEWEST_CELLS && (best === null || fullness(grown) > fullness(best))) best = grown
    }
  }
  return best
}

function isBasis(along: Step, down: Step): boolean {
  const [one, two] = [Math.hypot(...along), Math.hypot(...down)]
  const sine = Math.abs(along[0] * down[1] - along[1] * down[0]) / (one * two)
  return sine > 0.5 && one < 2.5 * two && two < 2.5 * one
}

const hasFourth = (cell: Cell, near: Near, [x, y]: Step): boolean => {
  const reach = TOLERANCE * Math.hypot(x, y)
  return (near.get(cell) ?? []).some((other) => Math.hypot(other.x - cell.x - x, other.y - cell.y - y) < reach)
}

interface Grown extends LatticeCell {
  readonly along: Step
  readonly down: Step
}

/**
 * Cell after cell, each where its neighbour's own steps say, so that the steps shrink with the perspective. Two steps at
 * once, past a covered patch, only where one step leads nowhere.
 */
function grow(start: Cell, [along, down]: readonly [Step, Step], near: Near): Lattice | null {
  const grown: Grown[] = [{ cell: start, column: 0, row: 0, along, down }]
  const search = { near, used: new Set([start]), places: new Set(['0 0']) }
  let single = 0
  let double = 0
  while (double < grown.length && grown.length <= MOST_CELLS) {
    const isSingle = single < grown.length
    const from = grown[isSingle ? single : double]
    if (from === undefined) break
    if (isSingle) single += 1
    else double += 1
    grown.push(...around(from, isSingle ? 1 : 2, search))
  }
  return grown.length > MOST_CELLS ? null : grown
}

function around(from: Grown, count: number, search: Search): readonly Grown[] {
  const added: Grown[] = []
  for (const [right, below] of moves) {
    const place = `${from.column + right * count} ${from.row + below * count}`
    if (search.places.has(place)) continue
    const next = cellAt(from, [right * count, below * count], search)
    if (next === null) continue
    search.places.add(place)
    search.used.add(next.cell)
    added.push(next)
  }
  return added
}

const moves = [[1, 0], [-1, 0], [0, 1], [0, -1]] as const

interface Search {
  readonly near: Near
  readonly used: Set<Cell>
  readonly places: Set<string>
}

function cellAt(from: Grown, [right, below]: Step, { near, used }: Search): Grown | null {
  const [wantedX, wantedY] = [from.along[0] * right + from.down[0] * below, from.along[1] * right + from.down[1] * below]
  const count = Math.abs(right + below)
  const shorter = Math.min(Math.hypot(...from.along), Math.hypot(...from.down))
  let best: Cell | null = null
  let nearest = TOLERANCE * shorter * Math.sqrt(count)
  for (const other of near.get(from.cell) ?? []) {
    if (used.has(other)) continue
    const distance = Math.hypot(other.x - from.cell.x - wantedX, other.y - from.cell.y - wantedY)
    if (distance < nearest) {
      nearest = distance
      best = other
    }
  }
  if (best === null) return null
  const sign = Math.sign(right + below)
  const made: Step = [(best.x - from.cell.x) / count / sign, (best.y - from.cell.y) / count / sign]
  const mixed = (old: Step): Step => [(old[0] + made[0]) / 2, (old[1] + made[1]) / 2]
  const steps = right === 0 ? { along: from.along, down: mixed(from.down) } : { along: mixed(from.along), down: from.down }
  return { cell: best, column: from.column + right, row: from.row + below, ...steps }
}
