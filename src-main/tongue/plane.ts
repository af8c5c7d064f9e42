/** A grid's size, and its planes of `[rows * columns]` values. */
export interface Extent {
  readonly rows: number
  readonly columns: number
}

/** Gaussian blur of a plane by three box means; cells that `counted` leaves out neither give nor weigh. */
export function smoothed(plane: Float32Array, counted: Uint8Array, extent: Extent, sigmaCells: number): Float32Array {
  let values: Float32Array = new Float32Array(plane.length)
  let weights: Float32Array = new Float32Array(plane.length)
  for (let index = 0; index < plane.length; index += 1) {
    if (counted[index] === 1) values[index] = plane[index] ?? 0
    weights[index] = counted[index] ?? 0
  }
  for (const radius of boxRadii(sigmaCells)) {
    values = boxMean(values, extent, radius)
    weights = boxMean(weights, extent, radius)
  }
  const out = new Float32Array(plane.length)
  for (let index = 0; index < plane.length; index += 1) {
    const weight = weights[index] ?? 0
    if (weight > 1e-6) out[index] = (values[index] ?? 0) / weight
  }
  return out
}

/** The same by the Gaussian itself, cut off at three deviations: for blurs of so few cells that boxes are too rough. */
export function gaussian(plane: Float32Array, counted: Uint8Array, { rows, columns }: Extent, sigmaCells: number): Float32Array {
  const radius = Math.ceil(3 * sigmaCells)
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, place) => Math.exp(-(((place - radius) / sigmaCells) ** 2) / 2))
  const along = (from: Float32Array, { step, line, lines, places }: { readonly step: number; readonly line: number; readonly lines: number; readonly places: number }): Float32Array => {
    const to = new Float32Array(from.length)
    for (let index = 0; index < lines * places; index += 1) {
      const [of, place] = [Math.floor(index / places), index % places]
      let sum = 0
      for (let at = Math.max(0, place - radius); at <= Math.min(places - 1, place + radius); at += 1) sum += (kernel[at - place + radius] ?? 0) * (from[of * line + at * step] ?? 0)
      to[of * line + place * step] = sum
    }
    return to
  }
  const both = (from: Float32Array): Float32Array => along(along(from, { step: 1, line: columns, lines: rows, places: columns }), { step: columns, line: 1, lines: columns, places: rows })
  const values = both(plane.map((value, cell) => (counted[cell] === 1 ? value : 0)))
  const weights = both(Float32Array.from(counted))
  return values.map((value, cell) => ((weights[cell] ?? 0) > 1e-6 ? value / (weights[cell] ?? 1) : 0))
}

/** Radii of three boxes whose variances add up to that of the Gaussian. */
function boxRadii(sigmaCells: number): readonly number[] {
  const ideal = Math.sqrt(4 * sigmaCells ** 2 + 1)
  const lower = Math.max(1, 2 * Math.floor((ideal - 1) / 2) + 1)
  const upper = lower + 2
  const ofLower = Math.min(3, Math.max(0, Math.round((12 * sigmaCells ** 2 - 3 * lower ** 2 - 12 * lower - 9) / (-4 * lower - 4))))
  return Array.from({ length: 3 }, (_, pass) => ((pass < ofLower ? lower : upper) - 1) / 2)
}

function boxMean(plane: Float32Array, { rows, columns }: Extent, radius: number): Float32Array {
  if (radius === 0) return plane
  const across = new Float32Array(plane.length)
  for (let row = 0; row < rows; row += 1) boxLine(plane, across, { start: row * columns, step: 1, count: columns, radius })
  const out = new Float32Array(plane.length)
  for (let column = 0; column < columns; column += 1) boxLine(across, out, { start: column, step: columns, count: rows, radius })
  return out
}

interface Line {
  readonly start: number
  readonly step: number
  readonly count: number
  readonly radius: number
}

/** Running mean along one line; what lies beyond its ends counts as 0. */
function boxLine(from: Float32Array, to: Float32Array, { start, step, count, radius }: Line): void {
  let sum = 0
  for (let index = 0; index < Math.min(radius, count); index += 1) sum += from[start + index * step] ?? 0
  for (let index = 0; index < count; index += 1) {
    if (index + radius < count) sum += from[start + (index + radius) * step] ?? 0
    if (index - radius - 1 >= 0) sum -= from[start + (index - radius - 1) * step] ?? 0
    to[start + index * step] = sum / (2 * radius + 1)
  }
}

/** 8-connected components of the cells that `chosen` names: the cells of each. */
export function componentsOf(chosen: Uint8Array, { rows, columns }: Extent): number[][] {
  const seen = new Uint8Array(chosen.length)
  const components: number[][] = []
  for (let first = 0; first < chosen.length; first += 1) {
    if (chosen[first] !== 1 || seen[first] === 1) continue
    const cells = [first]
    seen[first] = 1
    for (let next = 0; next < cells.length; next += 1) {
      const cell = cells[next] ?? 0
      forNeighbours(cell, { rows, columns }, (neighbour) => {
        if (chosen[neighbour] !== 1 || seen[neighbour] === 1) return
        seen[neighbour] = 1
        cells.push(neighbour)
      })
    }
    components.push(cells)
  }
  return components
}

function forNeighbours(cell: number, { rows, columns }: Extent, visit: (neighbour: number) => void): void {
  const row = Math.floor(cell / columns)
  const column = cell % columns
  for (let down = Math.max(0, row - 1); down <= Math.min(rows - 1, row + 1); down += 1) {
    for (let right = Math.max(0, column - 1); right <= Math.min(columns - 1, column + 1); right += 1) {
      if (down !== row || right !== column) visit(down * columns + right)
    }
  }
}
