import type { Mask } from '../imaging/preprocess.ts'
import { componentAreas, fillHoles, largestComponent } from './components.ts'
import { runsOfRow, type Run } from './runs.ts'

/** Probabilities of a model's input grid, row by row. */
export interface ProbabilityGrid {
  readonly mask: Float32Array
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * From probabilities to the tongue's mask at the picture's own size: bilinear enlargement (pixel centres aligned),
 * threshold, largest 4-connected component, holes filled.
 */
export function maskFrom(grid: ProbabilityGrid, widthPx: number, heightPx: number, threshold: number): Mask {
  const data = thresholdBilinear(grid, { widthPx, heightPx }, threshold)
  const mask = { widthPx, heightPx, data }
  largestComponent(mask)
  fillHoles(mask)
  return mask
}

/**
 * Area of the second largest part of what is found over that of the largest: near 1 where a photo shows two tongues. 0 where that
 * part covers less than `leastAreaFraction` of the photo.
 */
export function secondShare({ mask, widthPx, heightPx }: ProbabilityGrid, threshold: number, leastAreaFraction: number): number {
  const data = Uint8Array.from(mask, (value) => (value >= threshold ? 255 : 0))
  const [largest, second] = componentAreas({ widthPx, heightPx, data })
  return largest === undefined || second === undefined || second < leastAreaFraction * mask.length ? 0 : second / largest
}

/** Of the pixels on the mask's outline, the share that lies on the border of the picture. */
export function borderShare(mask: Mask): number {
  const { widthPx, heightPx } = mask
  let outline = 0
  let border = 0
  let above: readonly Run[] = []
  let here = runsOfRow(mask, 0, 255)
  for (let row = 0; row < heightPx; row += 1) {
    const below = row === heightPx - 1 ? [] : runsOfRow(mask, row + 1, 255)
    const atEdge = row === 0 || row === heightPx - 1
    for (const run of here) {
      const lengthPx = run.end - run.start
      outline += lengthPx - enclosed(run, above, below)
      border += atEdge ? lengthPx : Math.min(lengthPx, Number(run.start === 0) + Number(run.end === widthPx))
    }
    above = here
    here = below
  }
  return outline === 0 ? 0 : border / outline
}

/** Pixels of a run, its two ends apart, that have inside pixels both above and below. */
function enclosed({ start, end }: Run, above: readonly Run[], below: readonly Run[]): number {
  let count = 0
  for (const upper of above) {
    for (const lower of below) count += Math.max(0, Math.min(end - 1, upper.end, lower.end) - Math.max(start + 1, upper.start, lower.start))
  }
  return count
}

/** Inside pixels over all pixels. */
export function areaFraction({ data }: Mask): number {
  let inside = 0
  for (let index = 0; index < data.length; index += 1) inside += data[index] ?? 0
  return inside / 255 / data.length
}

interface Size {
  readonly widthPx: number
  readonly heightPx: number
}

/** Source cell left of (above) each target pixel, and the share of its right (lower) neighbour. */
function axis(source: number, target: number): { first: Int32Array; second: Int32Array; share: Float32Array } {
  const first = new Int32Array(target)
  const second = new Int32Array(target)
  const share = new Float32Array(target)
  for (let index = 0; index < target; index += 1) {
    const position = Math.min(source - 1, Math.max(0, ((index + 0.5) * source) / target - 0.5))
    first[index] = Math.floor(position)
    second[index] = Math.min(source - 1, Math.floor(position) + 1)
    share[index] = position - Math.floor(position)
  }
  return { first, second, share }
}

function thresholdBilinear(grid: ProbabilityGrid, size: Size, threshold: number): Uint8Array {
  const columns = axis(grid.widthPx, size.widthPx)
  const rows = axis(grid.heightPx, size.heightPx)
  const out = new Uint8Array(size.widthPx * size.heightPx)
  const blended = new Float32Array(grid.widthPx)
  for (let row = 0; row < size.heightPx; row += 1) {
    const upper = (rows.first[row] ?? 0) * grid.widthPx
    const lower = (rows.second[row] ?? 0) * grid.widthPx
    const down = rows.share[row] ?? 0
    let highest = 0
    for (let column = 0; column < grid.widthPx; column += 1) {
      const top = grid.mask[upper + column] ?? 0
      const value = top + ((grid.mask[lower + column] ?? 0) - top) * down
      blended[column] = value
      if (value > highest) highest = value
    }
    // Most rows of a close photo lie in the tongue, but those above and below it need no pixel loop.
    if (highest >= threshold) thresholdRow(blended, columns, { out, start: row * size.widthPx, threshold })
  }
  return out
}

interface RowTarget {
  readonly out: Uint8Array
  readonly start: number
  readonly threshold: number
}

function thresholdRow(blended: Float32Array, columns: ReturnType<typeof axis>, { out, start, threshold }: RowTarget): void {
  const { first, second, share } = columns
  for (let column = 0; column < first.length; column += 1) {
    const left = blended[first[column] ?? 0] ?? 0
    const value = left + ((blended[second[column] ?? 0] ?? 0) - left) * (share[column] ?? 0)
    if (value >= threshold) out[start + column] = 255
  }
}
