import { formOf, isTube, outlineOfShape, tipOf, type Point, type ShapeKind, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, zoomOf, type Affine } from '../overlay/geometry.ts'
import { boundsOf, isLongSide, middleOf, sidesOf, type Bounds } from './shapeGeometry.ts'
import { shapesIn } from './shapeIndex.ts'

type NameOf = (mark: ShapeMark) => string

interface View {
  readonly toCanvas: Affine
  /** Device pixels per CSS pixel. */
  readonly scale: number
}

interface Resting extends View {
  readonly shapes: readonly ShapeMark[]
  /** The part of the picture that is on screen, in its pixels. */
  readonly seen: Bounds
  readonly nameOf: NameOf
}

const plain = '#8fd3ff'
const chosen = '#ffe08a'
/** With more shapes on screen only the chosen one has its name beside it. */
const mostNames = 60
const pointRadiusPx = 5
const tipRadiusPx = 8

/** Draws the shapes that nobody touches, as far as they can be seen; lines have the same thickness at every zoom. */
export function drawResting(context: CanvasRenderingContext2D, { shapes, seen, nameOf, ...view }: Resting): void {
  const visible = shapesIn(shapes, seen)
  if (visible.length === 0) return
  strokeOn(context, visible.length === shapes.length ? pathOfAll(shapes) : joined(visible), view)
  stroke(context, crossesOf(visible, view.toCanvas), { width: 1, colour: plain })
  stroke(context, tubeSigns(visible, view.toCanvas), { width: 1, colour: plain })
  for (const mark of visible.length <= mostNames ? visible : []) drawName(context, mark, { ...view, nameOf })
}

interface Touched extends View {
  readonly corner: number | null
  readonly nameOf: NameOf
}

/** Draws the chosen shape, or the one under the pointer, with its handles. */
export function drawTouched(context: CanvasRenderingContext2D, mark: ShapeMark, { corner, nameOf, ...view }: Touched): void {
  const path = new Path2D()
  trace(path, outlineOfShape(mark).map((point) => applyAffine(view.toCanvas, point)), formOf(mark))
  stroke(context, path, { width: 1, colour: chosen })
  stroke(context, crossesOf([mark], view.toCanvas), { width: 1, colour: chosen })
  handles(context, mark, { toCanvas: view.toCanvas, corner })
  stroke(context, tubeSigns([mark], view.toCanvas), { width: 1, colour: chosen })
  drawName(context, mark, { ...view, nameOf })
}

/** In pixels of the picture, so that it serves every view; kept as long as the shape is. */
const paths = new WeakMap<object, Path2D>()

function kept(key: object, make: (path: Path2D) => void): Path2D {
  const known = paths.get(key)
  if (known !== undefined) return known
  const path = new Path2D()
  make(path)
  paths.set(key, path)
  return path
}

const pathOfAll = (shapes: readonly ShapeMark[]): Path2D =>
  kept(shapes, (path) => {
    for (const shape of shapes) trace(path, outlineOfShape(shape), formOf(shape))
  })

function joined(shapes: readonly ShapeMark[]): Path2D {
  const path = new Path2D()
  for (const shape of shapes) path.addPath(kept(shape, (own) => trace(own, outlineOfShape(shape), formOf(shape))))
  return path
}

function trace(path: Path2D, corners: readonly Point[], form: ShapeKind): void {
  if (form === 'point') return
  for (const [index, [x, y]] of corners.entries()) path[index === 0 ? 'moveTo' : 'lineTo'](x, y)
  if (form === 'box' || form === 'polygon') path.closePath()
}

/** Points are signs of one size on the screen, not of one size in the picture. */
function crossesOf(marks: readonly ShapeMark[], toCanvas: Affine): Path2D {
  const path = new Path2D()
  for (const mark of marks) {
    const [place] = mark.points
    if (formOf(mark) !== 'point' || place === undefined) continue
    const [x, y] = applyAffine(toCanvas, place)
    path.moveTo(x + pointRadiusPx, y)
    path.arc(x, y, pointRadiusPx, 0, 2 * Math.PI)
    path.moveTo(x - pointRadiusPx * 2, y)
    path.lineTo(x + pointRadiusPx * 2, y)
    path.moveTo(x, y - pointRadiusPx * 2)
    path.lineTo(x, y + pointRadiusPx * 2)
  }
  return path
}

/** A ring about each tip, a cross where it is off the film, a small box at the side port. */
function tubeSigns(marks: readonly ShapeMark[], toCanvas: Affine): Path2D {
  const path = new Path2D()
  for (const tube of marks.filter(isTube)) {
    const tip = tipOf(tube)
    if (tip === undefined) continue
    const [x, y] = applyAffine(toCanvas, tip)
    if (tube.offFilm) {
      for (const way of [1, -1]) {
        path.moveTo(x - tipRadiusPx, y - way * tipRadiusPx)
        path.lineTo(x + tipRadiusPx, y + way * tipRadiusPx)
      }
    } else {
      path.moveTo(x + tipRadiusPx, y)
      path.arc(x, y, tipRadiusPx, 0, 2 * Math.PI)
    }
    if (tube.sidePort === null) continue
    const [portX, portY] = applyAffine(toCanvas, tube.sidePort)
    path.rect(portX - 4, portY - 4, 8, 8)
  }
  return path
}

/** Strokes a path of picture pixels. */
function strokeOn(context: CanvasRenderingContext2D, path: Path2D, { toCanvas, scale }: View): void {
  const [a, b, c, d, e, f] = toCanvas
  context.save()
  context.setTransform(a * scale, b * scale, c * scale, d * scale, e * scale, f * scale)
  stroke(context, path, { width: 1 / zoomOf(toCanvas), colour: plain })
  context.restore()
}

/** Dark below and bright above: to be seen on black film and on white. */
function stroke(context: CanvasRenderingContext2D, path: Path2D, { width, colour }: { readonly width: number; readonly colour: string }): void {
  context.lineJoin = 'round'
  context.strokeStyle = 'rgb(0 0 0 / 70%)'
  context.lineWidth = 4 * width
  context.stroke(path)
  context.strokeStyle = colour
  context.lineWidth = 1.5 * width
  context.stroke(path)
}

/** Round on the points, square in the middle of a side, where a new point can be drawn out; the chosen point is filled dark. */
function handles(context: CanvasRenderingContext2D, mark: ShapeMark, { toCanvas, corner }: { readonly toCanvas: Affine; readonly corner: number | null }): void {
  context.strokeStyle = '#000'
  context.lineWidth = 1
  if (formOf(mark) === 'point') return
  context.fillStyle = '#fff'
  for (const side of formOf(mark) === 'box' ? [] : sidesOf(mark, toCanvas).filter(isLongSide)) {
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

/** A ring where the pointer caught another shape. */
export function drawCaught(context: CanvasRenderingContext2D, place: Point, { toCanvas }: View): void {
  const [x, y] = applyAffine(toCanvas, place)
  const path = new Path2D()
  path.arc(x, y, 9, 0, 2 * Math.PI)
  stroke(context, path, { width: 1, colour: chosen })
}

/** Where the keyboard draws: two lines with a gap, so that the place itself can be seen. */
export function drawCrosshair(context: CanvasRenderingContext2D, place: Point, { toCanvas }: View): void {
  const [x, y] = applyAffine(toCanvas, place)
  const path = new Path2D()
  for (const [alongX, alongY] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
    path.moveTo(x + 5 * alongX, y + 5 * alongY)
    path.lineTo(x + 24 * alongX, y + 24 * alongY)
  }
  stroke(context, path, { width: 1, colour: '#fff' })
}

function drawName(context: CanvasRenderingContext2D, mark: ShapeMark, { toCanvas, nameOf }: View & { readonly nameOf: NameOf }): void {
  const { left, top, right, bottom } = boundsOf(mark)
  // Of a line of thousands of points a corner of its bounds is near enough.
  const corners = mark.points.length > 200 ? ([[left, top], [right, top], [left, bottom], [right, bottom]] as const) : outlineOfShape(mark)
  const [x, y] = corners.map((point) => applyAffine(toCanvas, point)).reduce((highest, corner) => (corner[1] < highest[1] ? corner : highest))
  context.font = '12px sans-serif'
  context.lineWidth = 3
  context.strokeStyle = '#000'
  context.fillStyle = '#fff'
  context.strokeText(nameOf(mark), x + 6, y - 6)
  context.fillText(nameOf(mark), x + 6, y - 6)
}
