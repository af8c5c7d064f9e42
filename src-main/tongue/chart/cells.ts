import type { Samples } from '../../imaging/raster.ts'

/** A flat place that may be a patch, in pixels of the samples it was found in. */
export interface Cell {
  readonly x: number
  readonly y: number
  /** Square root of its area. */
  readonly size: number
  /** Mean sRGB levels. */
  readonly colour: readonly [number, number, number]
}

/** Steps (levels over two pixels) up to which a place counts as flat: the weaker finds dark patches, the stronger noisy ones. */
const FLATNESS = [8, 16, 30] as const
const FEWEST_PIXELS = 16
/** A patch takes no more of the picture than this. */
const LARGEST_SHARE = 1 / 28
/** Area over that of a parallelogram of the same second moments: holes and branches lower it. */
const COMPACT = [0.86, 1.08] as const
const LONGEST = 3
/** More places than this are texture, no chart. */
const MOST_CELLS = 3000

/** Compact flat places of RGB samples. */
export function flatCells(samples: Samples): readonly Cell[] {
  const steps = stepsOf(samples)
  const cells: Cell[] = []
  for (const limit of FLATNESS) {
    for (const cell of componentsOf(samples, steps, limit)) {
      if (cells.length < MOST_CELLS) addNew(cells, cell)
    }
  }
  return cells
}

/** The same place found at another flatness is not taken twice. */
function addNew(cells: Cell[], cell: Cell): void {
  const isKnown = cells.some(({ x, y, size }) => Math.abs(x - cell.x) < 0.3 * size && Math.abs(y - cell.y) < 0.3 * size && cell.size < 1.5 * size)
  if (!isKnown) cells.push(cell)
}

/** Largest step of any channel across a pixel, either way; the border is no place for a patch. */
function stepsOf({ widthPx, heightPx, data }: Samples): Uint8Array {
  const steps = new Uint8Array(widthPx * heightPx).fill(255)
  const line = widthPx * 3
  const step = (at: number, apart: number): number => Math.abs((data[at + apart] ?? 0) - (data[at - apart] ?? 0))
  for (let row = 1; row < heightPx - 1; row += 1) {
    for (let column = 1; column < widthPx - 1; column += 1) {
      const at = row * line + column * 3
      const across = Math.max(step(at, 3), step(at + 1, 3), step(at + 2, 3))
      const down = Math.max(step(at, line), step(at + 1, line), step(at + 2, line))
      steps[row * widthPx + column] = Math.max(across, down)
    }
  }
  return steps
}

interface Sums {
  readonly count: number
  readonly x: number
  readonly y: number
  readonly xx: number
  readonly xy: number
  readonly yy: number
}

/** Fills one flat place after the other; its pixels are left in `pixels`. */
function componentsOf({ widthPx, heightPx, data }: Samples, steps: Uint8Array, limit: number): readonly Cell[] {
  const flat = new Uint8Array(steps.length)
  for (let index = 0; index < steps.length; index += 1) flat[index] = (steps[index] ?? 255) <= limit ? 1 : 0
  const pixels = new Int32Array(steps.length)
  const most = widthPx * heightPx * LARGEST_SHARE
  const cells: Cell[] = []
  for (let start = flat.indexOf(1); start >= 0; start = flat.indexOf(1, start)) {
    const count = fill(flat, pixels, start, widthPx)
    const sums = count >= FEWEST_PIXELS && count <= most ? momentsOf(pixels, count, widthPx) : null
    const place = sums === null ? null : placeOf(sums)
    if (place !== null) cells.push({ ...place, colour: meanColour(data, pixels, count) })
  }
  return cells
}

/** Takes the flat place around a pixel out of `flat`, and answers how many pixels it has. */
function fill(flat: Uint8Array, pixels: Int32Array, start: number, widthPx: number): number {
  pixels[0] = start
  flat[start] = 0
  let count = 1
  for (let next = 0; next < count; next += 1) {
    const pixel = pixels[next] ?? 0
    if (flat[pixel - 1] === 1) {
      flat[pixel - 1] = 0
      pixels[count] = pixel - 1
      count += 1
    }
    if (flat[pixel + 1] === 1) {
      flat[pixel + 1] = 0
      pixels[count] = pixel + 1
      count += 1
    }
    if (flat[pixel - widthPx] === 1) {
      flat[pixel - widthPx] = 0
      pixels[count] = pixel - widthPx
      count += 1
    }
    if (flat[pixel + widthPx] === 1) {
      flat[pixel + widthPx] = 0
      pixels[count] = pixel + widthPx
      count += 1
    }
  }
  return count
}

function momentsOf(pixels: Int32Array, count: number, widthPx: number): Sums {
  let [sumX, sumY, xx, xy, yy] = [0, 0, 0, 0, 0]
  for (let index = 0; index < count; index += 1) {
    const pixel = pixels[index] ?? 0
    const x = pixel % widthPx
    const y = (pixel - x) / widthPx
    sumX += x
    sumY += y
    xx += x * x
    xy += x * y
    yy += y * y
  }
  return { count, x: sumX, y: sumY, xx, xy, yy }
}

function meanColour(data: Uint8Array, pixels: Int32Array, count: number): Cell['colour'] {
  const sums = [0, 0, 0] as [number, number, number]
  for (const pixel of pixels.subarray(0, count)) {
    sums[0] += data[pixel * 3] ?? 0
    sums[1] += data[pixel * 3 + 1] ?? 0
    sums[2] += data[pixel * 3 + 2] ?? 0
  }
  return [sums[0] / count, sums[1] / count, sums[2] / count]
}

/** null where the place is no solid parallelogram. A solid one of area A has second moments of determinant (A / 12)^2. */
function placeOf({ count, x, y, xx, xy, yy }: Sums): Omit<Cell, 'colour'> | null {
  const [meanX, meanY] = [x / count, y / count]
  const varX = xx / count - meanX ** 2 + 1 / 12
  const varY = yy / count - meanY ** 2 + 1 / 12
  const both = xy / count - meanX * meanY
  const determinant = varX * varY - both ** 2
  if (determinant <= 0) return null
  const compact = count / (12 * Math.sqrt(determinant))
  if (compact < COMPACT[0] || compact > COMPACT[1]) return null
  const middle = (varX + varY) / 2
  const apart = Math.sqrt(Math.max(0, middle ** 2 - determinant))
  if (middle + apart > LONGEST ** 2 * (middle - apart)) return null
  return { x: meanX + 0.5, y: meanY + 0.5, size: Math.sqrt(count) }
}
