import { formOf, outlineOfShape, pointLimitsOf, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { faultOf, type PictureSize } from '../../../../src-shared/domain/markRules.ts'
import { applyAffine, clampToPicture, distanceToSegment, type Affine } from '../overlay/geometry.ts'

/** What of a shape is held: all of it, one corner of its outline, or the middle of the side after a corner. */
export type ShapeGrip = { readonly kind: 'whole' } | { readonly kind: 'corner' | 'side'; readonly index: number }

export interface Bounds {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** How near the pointer must be, in CSS pixels. */
export const reachPx = 8
/** Shorter sides show no handle in their middle. */
export const shortestHandledSidePx = 28

const boundsKept = new WeakMap<ShapeMark, Bounds>()

/** In picture pixels; kept for as long as the mark is. */
export function boundsOf(mark: ShapeMark): Bounds {
  const kept = boundsKept.get(mark)
  if (kept !== undefined) return kept
  const xs = mark.points.map(([x]) => x)
  const ys = mark.points.map(([, y]) => y)
  const bounds = { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) }
  boundsKept.set(mark, bounds)
  return bounds
}

/** Two opposite corners in any order, as a box keeps them. */
export const cornersOf = ([oneX, oneY]: Point, [otherX, otherY]: Point): readonly [Point, Point] => [
  [Math.min(oneX, otherX), Math.min(oneY, otherY)],
  [Math.max(oneX, otherX), Math.max(oneY, otherY)],
]

/** false for what the store would refuse: too few points, a box without an inside. */
export const isWhole = (mark: ShapeMark): boolean => faultOf(mark, everywhere) !== 'points'

const everywhere: PictureSize = { widthPx: Infinity, heightPx: Infinity }

/** The shape with one corner elsewhere; the opposite corner of a box stays. */
export function withCorner(mark: ShapeMark, index: number, to: Point): ShapeMark {
  if (formOf(mark) !== 'box') return { ...mark, points: mark.points.map((point, place) => (place === index ? to : point)) }
  const opposite = outlineOfShape(mark)[(index + 2) % 4] ?? to
  return { ...mark, points: cornersOf(opposite, to) }
}

/** The shape with one more point after `index`. */
export const withPoint = (mark: ShapeMark, index: number, to: Point): ShapeMark => ({ ...mark, points: mark.points.toSpliced(index + 1, 0, to) })

/** The shape without one point, or null where too few would be left. */
export function withoutPoint(mark: ShapeMark, index: number): ShapeMark | null {
  const fewer = { ...mark, points: mark.points.toSpliced(index, 1) }
  return formOf(mark) !== 'box' && isWhole(fewer) ? fewer : null
}

/** A shape with every place of it elsewhere: a tube takes its side port along. */
export const placedBy = <M extends ShapeMark>(mark: M, place: (point: Point) => Point): M => ({
  ...mark,
  points: mark.points.map(place),
  ...(mark.kind === 'tube' && mark.sidePort !== null && { sidePort: place(mark.sidePort) }),
})

/** The whole shape moved; at the picture's edge it stops and keeps its form. */
export function shifted<M extends ShapeMark>(mark: M, [byX, byY]: Point, { widthPx, heightPx }: PictureSize): M {
  const { left, top, right, bottom } = boundsOf(mark)
  const x = Math.min(Math.max(byX, Math.min(0, -left)), Math.max(0, widthPx - right))
  const y = Math.min(Math.max(byY, Math.min(0, -top)), Math.max(0, heightPx - bottom))
  // Sums of fractions may end a hair beyond the edge they were to stop at.
  const moved = ([oldX, oldY]: Point): Point => clampToPicture([oldX + x, oldY + y], widthPx, heightPx)
  return placedBy(mark, moved)
}

export function held(mark: ShapeMark, grip: ShapeGrip, [from, to]: readonly [Point, Point], size: PictureSize): ShapeMark {
  if (grip.kind === 'whole') return shifted(mark, [to[0] - from[0], to[1] - from[1]], size)
  const inside = clampToPicture(to, size.widthPx, size.heightPx)
  return grip.kind === 'corner' ? withCorner(mark, grip.index, inside) : withPoint(mark, grip.index, inside)
}

interface Side {
  readonly index: number
  readonly start: Point
  readonly end: Point
}

/** The sides on the screen; a polyline has none from its last point to its first. */
export function sidesOf(mark: ShapeMark, toCanvas: Affine): readonly Side[] {
  const corners = outlineOfShape(mark).map((point) => applyAffine(toCanvas, point))
  const form = formOf(mark)
  const last = form === 'polyline' || form === 'point' ? corners.length - 1 : corners.length
  return corners.slice(0, last).map((start, index) => ({ index, start, end: corners[(index + 1) % corners.length] ?? start }))
}

export const middleOf = ({ start, end }: Side): Point => [(start[0] + end[0]) / 2, (start[1] + end[1]) / 2]

export const isLongSide = ({ start, end }: Side): boolean => Math.hypot(end[0] - start[0], end[1] - start[1]) >= shortestHandledSidePx

const distance = (one: Point, other: Point): number => Math.hypot(one[0] - other[0], one[1] - other[1])

/** Whether there may be one more point. */
export const canGrow = (mark: ShapeMark): boolean => (formOf(mark) === 'polygon' || formOf(mark) === 'polyline') && mark.points.length < pointLimitsOf(mark)[1]

/** What of a shape lies under a place of the screen, or null. */
export function gripAt(mark: ShapeMark, at: Point, toCanvas: Affine): ShapeGrip | null {
  const corners = outlineOfShape(mark).map((point) => distance(applyAffine(toCanvas, point), at))
  const nearest = corners.indexOf(Math.min(...corners))
  if ((corners[nearest] ?? Infinity) <= reachPx) return { kind: 'corner', index: nearest }
  const sides = sidesOf(mark, toCanvas)
  const middle = canGrow(mark) ? sides.find((side) => isLongSide(side) && distance(middleOf(side), at) <= reachPx) : undefined
  if (middle !== undefined) return { kind: 'side', index: middle.index }
  return sides.some(({ start, end }) => distanceToSegment(at, start, end) <= reachPx) ? { kind: 'whole' } : null
}

/** One pixel of the picture in a direction of the screen, whatever the picture is turned to. */
export function pictureStep(back: Affine, [x, y]: Point): Point {
  const [a, b, c, d] = back
  const [alongX, alongY] = [a * x + c * y, b * x + d * y]
  const length = Math.hypot(alongX, alongY)
  return length === 0 ? [0, 0] : [Math.round(alongX / length), Math.round(alongY / length)]
}
