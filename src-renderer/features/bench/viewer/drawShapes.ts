import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { outlineOfShape, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, type Affine } from '../overlay/geometry.ts'
import { boundsOf, isLongSide, middleOf, sidesOf, type Bounds } from './shapeGeometry.ts'

interface Drawing {
  readonly shapes: readonly ShapeMark[]
  readonly toCanvas: Affine
  /** The part of the picture that is on screen, in its pixels. */
  readonly seen: Bounds
  readonly selected: MarkId | null
  readonly corner: number | null
  readonly nameOf: (label: ShapeMark['label']) => string
}

const plain = '#8fd3ff'
const chosen = '#ffe08a'
/** With more shapes on screen only the chosen one has its name beside it. */
const mostNames = 60
const pointRadiusPx = 5

/** Draws what can be seen; lines have the same thickness at every zoom. */
export function drawShapes(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const visible = drawing.shapes.filter((mark) => meet(boundsOf(mark), drawing.seen))
  const others = visible.filter(({ markId }) => markId !== drawing.selected)
  const own = visible.find(({ markId }) => markId === drawing.selected)
  stroke(context, pathOf(others, drawing.toCanvas), plain)
  for (const mark of visible.length <= mostNames ? others : []) name(context, mark, drawing)
  if (own === undefined) return
  stroke(context, pathOf([own], drawing.toCanvas), chosen)
  handles(context, own, drawing)
  name(context, own, drawing)
}

const meet = (one: Bounds, other: Bounds): boolean =>
  one.left <= other.right && one.right >= other.left && one.top <= other.bottom && one.bottom >= other.top

function pathOf(marks: readonly ShapeMark[], toCanvas: Affine): Path2D {
  const path = new Path2D()
  for (const mark of marks) {
    const corners = outlineOfShape(mark).map((point) => applyAffine(toCanvas, point))
    if (mark.kind === 'point') cross(path, corners[0] ?? [0, 0])
    for (const [index, [x, y]] of corners.entries()) path[index === 0 ? 'moveTo' : 'lineTo'](x, y)
    if (mark.kind === 'box' || mark.kind === 'polygon') path.closePath()
  }
  return path
}

function cross(path: Path2D, [x, y]: Point): void {
  path.moveTo(x + pointRadiusPx, y)
  path.arc(x, y, pointRadiusPx, 0, 2 * Math.PI)
  path.moveTo(x - pointRadiusPx * 2, y)
  path.lineTo(x + pointRadiusPx * 2, y)
  path.moveTo(x, y - pointRadiusPx * 2)
  path.lineTo(x, y + pointRadiusPx * 2)
}

/** Dark below and bright above: to be seen on black film and on white. */
function stroke(context: CanvasRenderingContext2D, path: Path2D, colour: string): void {
  context.lineJoin = 'round'
  context.strokeStyle = 'rgb(0 0 0 / 70%)'
  context.lineWidth = 4
  context.stroke(path)
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.stroke(path)
}

/** Round on the points, square in the middle of a side, where a new point can be drawn out; the chosen point is filled dark. */
function handles(context: CanvasRenderingContext2D, mark: ShapeMark, { toCanvas, corner }: Drawing): void {
  context.strokeStyle = '#000'
  context.lineWidth = 1
  if (mark.kind === 'point') return
  const growing = mark.kind !== 'box'
  context.fillStyle = '#fff'
  for (const side of growing ? sidesOf(mark, toCanvas).filter(isLongSide) : []) {
    const [x, y] = middleOf(side)
    context.fillRect(x - 3, y - 3, 6, 6)
    context.strokeRect(x - 3, y - 3, 6, 6)
  }
  for (const [index, point] of outlineOfShape(mark).entries()) {
    const [x, y] = applyAffine(toCanvas, point)
    context.beginPath()
    context.arc(x, y, index === corner ? 6 : 5, 0, 2 * Math.PI)
    context.fillStyle = index === corner ? '#b3261e' : chosen
    context.fill()
    context.stroke()
  }
}

function name(context: CanvasRenderingContext2D, mark: ShapeMark, { toCanvas, nameOf }: Drawing): void {
  const corners = outlineOfShape(mark).map((point) => applyAffine(toCanvas, point))
  const [x, y] = corners.reduce((highest, corner) => (corner[1] < highest[1] ? corner : highest))
  context.font = '12px sans-serif'
  context.lineWidth = 3
  context.strokeStyle = '#000'
  context.fillStyle = '#fff'
  context.strokeText(nameOf(mark.label), x + 6, y - 6)
  context.fillText(nameOf(mark.label), x + 6, y - 6)
}
