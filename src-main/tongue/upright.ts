import type { Point } from '../../src-shared/domain/mark.ts'
import type { TongueFrame } from './frame.ts'
import type { LabGrid } from './grid.ts'
import type { Extent } from './plane.ts'

/** A plane of the tongue turned so that its axis runs down the rows and across lies along the columns, in square steps. */
export interface UprightPlane extends Extent {
  readonly values: Float32Array
  /** 1 where the place lies on the tongue. */
  readonly counted: Uint8Array
  readonly stepPx: number
  /** A place of the plane, in picture pixels; fractions allowed. */
  readonly toPicture: (row: number, column: number) => Point
}

/** Steps over the tongue's greatest width. */
const STEPS = 128

/** `cells`: values of the grid's cells. The middle column is the axis. */
export function uprightPlane(grid: LabGrid, frame: TongueFrame, cells: Float32Array): UprightPlane {
  const stepPx = frame.widthPx / STEPS
  const [rows, columns] = [Math.max(1, Math.round(frame.lengthPx / stepPx)), STEPS + 1]
  const [[rootX, rootY], [tipX, tipY]] = [frame.rootPx, frame.tipPx]
  const length = Math.max(1, Math.hypot(tipX - rootX, tipY - rootY))
  const [downX, downY] = [(tipX - rootX) / length, (tipY - rootY) / length]
  // The picture's right lies across to the right when the axis points down.
  const toPicture = (row: number, column: number): Point => {
    const [down, right] = [(row + 0.5) * stepPx, (column - STEPS / 2) * stepPx]
    return [rootX + down * downX + right * downY, rootY + down * downY - right * downX]
  }
  const values = new Float32Array(rows * columns)
  const counted = new Uint8Array(rows * columns)
  for (let index = 0; index < values.length; index += 1) {
    const value = valueAt(grid, cells, toPicture(Math.floor(index / columns), index % columns))
    if (value === null) continue
    values[index] = value
    counted[index] = 1
  }
  return { rows, columns, values, counted, stepPx, toPicture }
}

/** Between the four cells around a place; null where one of them is not of the tongue. */
function valueAt({ place, inside, rows, columns }: LabGrid, cells: Float32Array, [x, y]: Point): number | null {
  const [column, row] = [(x - place.leftPx) / place.cellPx - 0.5, (y - place.topPx) / place.cellPx - 0.5]
  const [left, top] = [Math.floor(column), Math.floor(row)]
  if (left < 0 || top < 0 || left + 1 >= columns || top + 1 >= rows) return null
  let value = 0
  for (const [cell, weight] of [
    [top * columns + left, (1 - (column - left)) * (1 - (row - top))],
    [top * columns + left + 1, (column - left) * (1 - (row - top))],
    [(top + 1) * columns + left, (1 - (column - left)) * (row - top)],
    [(top + 1) * columns + left + 1, (column - left) * (row - top)],
  ] as const) {
    if (inside[cell] !== 1) return null
    value += weight * (cells[cell] ?? 0)
  }
  return value
}
