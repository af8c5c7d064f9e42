import type { Point } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, type Affine } from '../overlay/geometry.ts'

/** What rounding to pixels of the screen may leave between the picture and the edge of its pane. */
const slackPx = 2

/** Whether the picture, turned as it stands, fills its pane as far as it can while it is whole: nobody has zoomed or moved it. */
export function isFitted(toCanvas: Affine, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }, pane: Point): boolean {
  const corners = ([[0, 0], [widthPx, 0], [0, heightPx], [widthPx, heightPx]] as const).map((corner) => applyAffine(toCanvas, corner))
  const gaps = ([0, 1] as const).map((axis) => {
    const places = corners.map((corner) => corner[axis])
    return [Math.min(...places), pane[axis] - Math.max(...places)] as const
  })
  const isCentred = gaps.every(([before, after]) => Math.abs(before - after) <= slackPx)
  const narrowest = Math.min(...gaps.flat())
  return isCentred && Math.abs(narrowest) <= slackPx
}
