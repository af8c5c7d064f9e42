/** Probabilities of a square map, row by row. */
export interface Grid {
  readonly values: Float32Array
  readonly side: number
}

/** A tube goes on over cells above this share of the threshold, if it is above the threshold somewhere. */
const faintShare = 0.4
const tipReachCells = 4
/** A part that comes this near to the border of the film reaches it. */
const borderCells = 2
/** Rows down, columns to the right, tenths of a cell. */
const neighbours = [[-1, -1, 14], [-1, 0, 10], [-1, 1, 14], [0, -1, 10], [0, 1, 10], [1, -1, 14], [1, 0, 10], [1, 1, 14]] as const

/** The course of one 8-connected part, as places of cells. */
export interface Ridge {
  readonly path: readonly number[]
  /** The tip's cell, which the path leads to, where one was seen near the part. */
  readonly peak: number | null
}

/**
 * One course for each connected part that is likely somewhere, in the order of the parts' first cells: from the tip to where
 * the tube enters, else between the two places farthest apart. Whole numbers decide which way a path goes, so that Python
 * finds the same one.
 */
export function ridges(grid: Grid, tips: Grid, thresholds: { readonly tube: number; readonly tip: number }): readonly Ridge[] {
  const { values } = grid
  const inside = values.map((value) => (value >= thresholds.tube * faintShare ? 1 : 0))
  const seen = new Uint8Array(values.length)
  const found: Ridge[] = []
  for (let first = 0; first < values.length; first += 1) {
    if (inside[first] === 0 || seen[first] === 1) continue
    const { costs } = reach(grid, inside, first)
    let highest = 0
    for (const cell of costs.keys()) {
      seen[cell] = 1
      highest = Math.max(highest, values[cell] ?? 0)
    }
    if (highest < thresholds.tube) continue
    const peak = tipNear(costs, tips, thresholds.tip)
    const start = peak === null ? farthest(costs) : nearest(costs, peak, grid.side)
    found.push({ path: pathTo(reach(grid, inside, start), { start, isTip: peak !== null, side: grid.side }), peak })
  }
  return found
}

/** From the far end to `start`. Seen from the tip the far end lies at the border, where the part reaches it: tubes come from outside. */
function pathTo({ costs, before }: Reached, { start, isTip, side }: { readonly start: number; readonly isTip: boolean; readonly side: number }): readonly number[] {
  const atBorder = isTip ? new Map([...costs].filter(([cell]) => borderDistance(cell, side) < borderCells)) : costs
  const path = [farthest(atBorder.size > 0 ? atBorder : costs)]
  for (let cell = path[0]; cell !== undefined && cell !== start; cell = path.at(-1)) path.push(before.get(cell) ?? start)
  return path
}

/** The highest cell of the tips' map near the part, where it is high enough; of several the first. */
function tipNear(part: ReadonlyMap<number, number>, { values, side }: Grid, threshold: number): number | null {
  let best: number | null = null
  for (const [cell, value] of values.entries()) {
    if (value < threshold || (best !== null && value <= (values[best] ?? 0))) continue
    if (squared(nearest(part, cell, side), cell, side) <= tipReachCells ** 2) best = cell
  }
  return best
}

/** The part's nearest cell; of several the first. */
export function nearest(part: ReadonlyMap<number, number>, cell: number, side: number): number {
  let found = -1
  let least = Number.POSITIVE_INFINITY
  for (const own of part.keys()) {
    const away = squared(own, cell, side)
    if (away < least || (away === least && own < found)) {
      found = own
      least = away
    }
  }
  return found
}

/** Distance of two cells, squared. */
export function squared(one: number, other: number, side: number): number {
  const down = Math.floor(one / side) - Math.floor(other / side)
  const right = (one % side) - (other % side)
  return down * down + right * right
}

/** How many cells lie between a cell and the nearest edge of the grid. */
export function borderDistance(cell: number, side: number): number {
  const row = Math.floor(cell / side)
  const column = cell % side
  return Math.min(row, column, side - 1 - row, side - 1 - column)
}

/** The dearest cell; of several the first. */
function farthest(costs: ReadonlyMap<number, number>): number {
  let found = -1
  let dearest = -1
  for (const [cell, cost] of costs) {
    if (cost > dearest || (cost === dearest && cell < found)) {
      found = cell
      dearest = cost
    }
  }
  return found
}

interface Reached {
  readonly costs: ReadonlyMap<number, number>
  /** The cell before each on the cheapest way. */
  readonly before: ReadonlyMap<number, number>
}

/** The least cost to every cell of the part: dear where the map is faint, so that paths keep to the ridge. */
function reach({ values, side }: Grid, inside: Float32Array, start: number): Reached {
  const costs = new Map<number, number>()
  const before = new Map<number, number>()
  const best = new Map([[start, 0]])
  const queue = new CheapestFirst(values.length)
  queue.push(0, start)
  for (let next = queue.pop(); next !== null; next = queue.pop()) {
    const { cost, cell } = next
    if (costs.has(cell)) continue
    costs.set(cell, cost)
    const row = Math.floor(cell / side)
    const column = cell % side
    for (const [down, right, length] of neighbours) {
      const place = placeAt(row + down, column + right, side)
      if (place === null || inside[place] === 0 || costs.has(place)) continue
      const total = cost + length * (10 + Math.floor(40 * (1 - (values[place] ?? 0)) + 0.5))
      if (total >= (best.get(place) ?? Number.POSITIVE_INFINITY)) continue
      best.set(place, total)
      before.set(place, cell)
      queue.push(total, place)
    }
  }
  return { costs, before }
}

const placeAt = (row: number, column: number, side: number): number | null =>
  row < 0 || column < 0 || row >= side || column >= side ? null : row * side + column

/** A binary heap of cells, the cheapest first; of equal ones the first of the grid. Cost and cell share one number. */
class CheapestFirst {
  readonly #keys: number[] = []
  readonly #cells: number

  constructor(cells: number) {
    this.#cells = cells
  }

  push(cost: number, cell: number): void {
    const keys = this.#keys
    let place = keys.push(cost * this.#cells + cell) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      if ((keys[above] ?? 0) <= (keys[place] ?? 0)) return
      this.#swap(above, place)
      place = above
    }
  }

  pop(): { readonly cost: number; readonly cell: number } | null {
    const keys = this.#keys
    const [first] = keys
    const last = keys.pop()
    if (first === undefined || last === undefined) return null
    if (keys.length > 0) {
      keys[0] = last
      this.#sink()
    }
    return { cost: Math.floor(first / this.#cells), cell: first % this.#cells }
  }

  #sink(): void {
    const keys = this.#keys
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const smaller = (keys[left + 1] ?? Number.POSITIVE_INFINITY) < (keys[left] ?? Number.POSITIVE_INFINITY) ? left + 1 : left
      if ((keys[smaller] ?? Number.POSITIVE_INFINITY) >= (keys[place] ?? 0)) return
      this.#swap(smaller, place)
      place = smaller
    }
  }

  #swap(one: number, other: number): void {
    const kept = this.#keys[one] ?? 0
    this.#keys[one] = this.#keys[other] ?? 0
    this.#keys[other] = kept
  }
}
