import type { Point } from '../../../../src-shared/domain/mark.ts'
import { cellParts, type CellPart, type CellPlace } from '../../../../src-shared/domain/tongueCells.ts'

export interface CellStroke {
  readonly from: Point
  readonly to: Point
  readonly radiusPx: number
  readonly part: CellPart
}

/** The cells after a stroke: those of the tongue whose middle lies under the brush, and the one under its own middle, become of the part; none beside the tongue does. */
export function strokedCells(values: Uint8Array, { leftPx, topPx, cellPx, columns }: CellPlace, { from, to, radiusPx, part }: CellStroke): Uint8Array {
  // A brush smaller than a cell still takes the one it is on.
  const reachPx = Math.max(radiusPx, cellPx * Math.SQRT1_2)
  const [wayX, wayY] = [to[0] - from[0], to[1] - from[1]]
  const squared = wayX ** 2 + wayY ** 2
  const wanted = cellParts.indexOf(part)
  return values.map((value, cell) => {
    if (value === 255) return value
    const [x, y] = [leftPx + ((cell % columns) + 0.5) * cellPx, topPx + (Math.floor(cell / columns) + 0.5) * cellPx]
    const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - from[0]) * wayX + (y - from[1]) * wayY) / squared))
    return Math.hypot(x - from[0] - share * wayX, y - from[1] - share * wayY) <= reachPx ? wanted : value
  })
}
