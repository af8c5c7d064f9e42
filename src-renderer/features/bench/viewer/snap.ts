import { formOf, outlineOfShape, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import type { PictureSize } from '../../../../src-shared/domain/markRules.ts'
import { nearestOnSegment } from '../overlay/geometry.ts'
import { shapesIn } from './shapeIndex.ts'

const eighths: readonly Point[] = [[1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]]

/**
 * The place on a line through `origin` that runs along an axis or at 45° to it (`diagonal`: at 45° alone, which makes a
 * box square), nearest to `to`; it never leaves the picture and never leaves its line.
 */
export function straightened(origin: Point, to: Point, { size, diagonal }: { readonly size: PictureSize; readonly diagonal: boolean }): Point {
  const [alongX, alongY] = [to[0] - origin[0], to[1] - origin[1]]
  const steps = diagonal ? eighths.filter(([x, y]) => x !== 0 && y !== 0) : eighths
  const lengthOn = ([x, y]: Point): number => (alongX * x + alongY * y) / Math.hypot(x, y)
  const [x, y] = steps.reduce((best, step) => (lengthOn(step) > lengthOn(best) ? step : best))
  const wanted = (alongX * x + alongY * y) / (x * x + y * y)
  const most = Math.min(room(origin[0], x, size.widthPx), room(origin[1], y, size.heightPx))
  const share = Math.min(Math.max(0, wanted), most)
  return [within(origin[0] + share * x, size.widthPx), within(origin[1] + share * y, size.heightPx)]
}

const room = (from: number, step: number, end: number): number => (step === 0 ? Infinity : step > 0 ? end - from : from)
const within = (place: number, end: number): number => Math.min(end, Math.max(0, place))

/** The point of another shape within reach, else the nearest place on a side of one, else null. In picture pixels. */
export function snapped(shapes: readonly ShapeMark[], [x, y]: Point, reach: number): Point | null {
  const near = shapesIn(shapes, { left: x - reach, top: y - reach, right: x + reach, bottom: y + reach })
  const corners = near.flatMap(outlineOfShape)
  return nearest(corners, [x, y], reach) ?? nearest(near.flatMap((shape) => sidePlaces(shape, [x, y])), [x, y], reach)
}

function nearest(places: readonly Point[], [x, y]: Point, reach: number): Point | null {
  let [best, least] = [null as Point | null, reach]
  for (const place of places) {
    const distance = Math.hypot(place[0] - x, place[1] - y)
    if (distance <= least) [best, least] = [place, distance]
  }
  return best
}

/** For each side of the shape its place that is nearest to a point. */
function sidePlaces(shape: ShapeMark, at: Point): readonly Point[] {
  const corners = outlineOfShape(shape)
  const closed = formOf(shape) === 'box' || formOf(shape) === 'polygon'
  return corners.flatMap((start, index) => {
    const end = corners[index + 1] ?? (closed ? corners[0] : undefined)
    return end === undefined ? [] : [nearestOnSegment(at, start, end)]
  })
}
