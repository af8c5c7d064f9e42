import { formOf, outlineOfShape, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, invertAffine, zoomOf, type Affine } from '../overlay/geometry.ts'
import { boundsOf, gripAt, reachPx, type Bounds } from './shapeGeometry.ts'
import { shapesIn } from './shapeIndex.ts'

const areaOf = ({ left, top, right, bottom }: Bounds): number => (right - left) * (bottom - top)

/** Even-odd rule, in the units of the points. */
function isInside([x, y]: Point, corners: readonly Point[]): boolean {
  let inside = false
  for (const [index, [endX, endY]] of corners.entries()) {
    const [startX, startY] = corners.at(index - 1) ?? [endX, endY]
    if (startY > y !== endY > y && x < ((startX - endX) * (y - endY)) / (startY - endY) + endX) inside = !inside
  }
  return inside
}

/** The shape under a place of the screen: one whose line is there, else the smallest that has it inside. */
export function shapeAt(shapes: readonly ShapeMark[], at: Point, toCanvas: Affine): ShapeMark | null {
  const back = invertAffine(toCanvas)
  if (back === null) return null
  const [x, y] = applyAffine(back, at)
  // Half a pixel more: rounding must not hide what is just within reach.
  const reach = reachPx / zoomOf(toCanvas) + 0.5
  const near = shapesIn(shapes, { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach })
  const touched = near.findLast((mark) => gripAt(mark, at, toCanvas) !== null)
  if (touched !== undefined) return touched
  const around = near.filter((mark) => (formOf(mark) === 'box' || formOf(mark) === 'polygon') && isInside([x, y], outlineOfShape(mark)))
  return around.toSorted((one, other) => areaOf(boundsOf(one)) - areaOf(boundsOf(other)))[0] ?? null
}
