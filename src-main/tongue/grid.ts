import type { Lab } from '../../src-shared/domain/analysis.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import type { Samples } from '../imaging/raster.ts'
import { boundingBox } from '../imaging/boundingBox.ts'
import type { Mask } from '../imaging/preprocess.ts'
import { labOf, linearOf } from './colour.ts'
import type { Extent } from './plane.ts'

/** The tongue's longer side in working cells: fine enough for a coating's edge, and the same work for every camera. */
export const LONGER_SIDE = 160
/** At most this many pixels a side are averaged into a cell. */
const SAMPLES_PER_SIDE = 3

/** The tongue at working size. Planes `[rows * columns]`; values outside the mask are 0. */
export interface LabGrid extends Extent {
  /** Upper left corner of the mask's box and side of a cell, in pixels of the picture. */
  readonly place: { readonly topPx: number; readonly leftPx: number; readonly cellPx: number }
  readonly inside: Uint8Array
  readonly lightness: Float32Array
  readonly a: Float32Array
  readonly b: Float32Array
}

/** Cuts out the mask's box and averages it, in linear light, into at most 160 cells a side. null for an empty mask. */
export function labGrid({ widthPx, data }: Samples, mask: Mask, longerSide = LONGER_SIDE): LabGrid | null {
  const box = boundingBox(mask)
  if (box === null) return null
  const cell = Math.max(1, Math.max(box.bottom - box.top, box.right - box.left) / longerSide)
  const rows = Math.max(1, Math.floor((box.bottom - box.top) / cell))
  const columns = Math.max(1, Math.floor((box.right - box.left) / cell))
  const perSide = Math.min(SAMPLES_PER_SIDE, Math.max(1, Math.floor(cell)))
  const grid = { ...emptyGrid(rows, columns), place: { topPx: box.top, leftPx: box.left, cellPx: cell } }
  for (let index = 0; index < rows * columns; index += 1) {
    const top = box.top + Math.floor(index / columns) * cell
    const left = box.left + (index % columns) * cell
    let [red, green, blue, count] = [0, 0, 0, 0]
    for (let sample = 0; sample < perSide * perSide; sample += 1) {
      const row = Math.floor(top + ((Math.floor(sample / perSide) + 0.5) * cell) / perSide)
      const column = Math.floor(left + (((sample % perSide) + 0.5) * cell) / perSide)
      const pixel = row * widthPx + column
      // A cell with a pixel outside is no cell of the tongue.
      if (mask.data[pixel] !== 255) break
      red += linearOf(data[pixel * 3] ?? 0)
      green += linearOf(data[pixel * 3 + 1] ?? 0)
      blue += linearOf(data[pixel * 3 + 2] ?? 0)
      count += 1
    }
    if (count === perSide * perSide) writeCell(grid, index, labOf(red / count, green / count, blue / count))
  }
  return grid
}

function emptyGrid(rows: number, columns: number): Omit<LabGrid, 'place'> {
  const plane = (): Float32Array => new Float32Array(rows * columns)
  return { rows, columns, inside: new Uint8Array(rows * columns), lightness: plane(), a: plane(), b: plane() }
}

function writeCell(grid: LabGrid, index: number, [lightness, a, b]: Lab): void {
  grid.inside[index] = 1
  grid.lightness[index] = lightness
  grid.a[index] = a
  grid.b[index] = b
}

/** Middle of a cell in picture pixels. */
export function centreOf({ place, columns }: LabGrid, cell: number): Point {
  return [place.leftPx + ((cell % columns) + 0.5) * place.cellPx, place.topPx + (Math.floor(cell / columns) + 0.5) * place.cellPx]
}

/** Cells whose whole square neighbourhood of the radius lies inside. */
export function eroded(inside: Uint8Array, { rows, columns }: Extent, radius: number): Uint8Array {
  const reach = (plane: Uint8Array, along: number, across: number, stride: readonly [number, number]): Uint8Array => {
    const out = new Uint8Array(plane.length)
    for (let line = 0; line < across; line += 1) {
      let run = 0
      for (let position = 0; position < along + radius; position += 1) {
        const value = position < along ? (plane[line * stride[1] + position * stride[0]] ?? 0) : 0
        run = value === 1 ? run + 1 : 0
        if (run > 2 * radius) out[line * stride[1] + (position - radius) * stride[0]] = 1
      }
    }
    return out
  }
  return reach(reach(inside, columns, rows, [1, columns]), rows, columns, [columns, 1])
}

/** Mean over the square neighbourhood, counting only cells that `counted` names; 0 where there are none. */
export function blurred(plane: Float32Array, counted: Uint8Array, { rows, columns }: Extent, radius: number): Float32Array {
  const width = columns + 1
  const sums = new Float64Array((rows + 1) * width)
  const counts = new Float64Array((rows + 1) * width)
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const index = row * columns + column
      const here = (row + 1) * width + column + 1
      const known = counted[index] ?? 0
      sums[here] = known * (plane[index] ?? 0) + (sums[here - 1] ?? 0) + (sums[here - width] ?? 0) - (sums[here - width - 1] ?? 0)
      counts[here] = known + (counts[here - 1] ?? 0) + (counts[here - width] ?? 0) - (counts[here - width - 1] ?? 0)
    }
  }
  const out = new Float32Array(plane.length)
  for (let row = 0; row < rows; row += 1) {
    const top = Math.max(0, row - radius) * width
    const bottom = Math.min(rows, row + radius + 1) * width
    for (let column = 0; column < columns; column += 1) {
      const left = Math.max(0, column - radius)
      const right = Math.min(columns, column + radius + 1)
      const count = boxSum(counts, { top, bottom, left, right })
      if (count > 0) out[row * columns + column] = boxSum(sums, { top, bottom, left, right }) / count
    }
  }
  return out
}

interface Box {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

/** Sum over a box from a summed-area table. */
function boxSum(table: Float64Array, { top, bottom, left, right }: Box): number {
  return (table[bottom + right] ?? 0) - (table[top + right] ?? 0) - (table[bottom + left] ?? 0) + (table[top + left] ?? 0)
}
