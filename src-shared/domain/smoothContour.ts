import { handleLimits, type Point } from './mark.ts'

/** Steps of the curve between two handles are no longer than this. */
const STEP_PX = 2
const mostSteps = 64
/** Handles are added until the curve leaves the contour by less than this share of its diagonal. */
const TOLERANCE_SHARE = 0.01
const fewestHandles = 16
const mostFitted = 48

/**
 * The closed smooth curve through its handles, as a polygon: a uniform Catmull–Rom spline (Catmull and Rom, 1974), which
 * goes through every handle and of which a moved one changes the four pieces beside it alone.
 */
export function smoothContour(handles: readonly Point[]): Point[] {
  return handles.flatMap((_, index) => pieceOf(handles, index))
}

/** The piece from a handle to the next one, without its end. */
function pieceOf(handles: readonly Point[], index: number): Point[] {
  const at = (offset: number): Point => handles[(index + offset + handles.length) % handles.length] ?? [0, 0]
  const [before, from, to, after] = [at(-1), at(0), at(1), at(2)]
  const steps = Math.min(mostSteps, Math.max(1, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / STEP_PX)))
  return Array.from({ length: steps }, (_, step) => {
    const t = step / steps
    const along = (axis: 0 | 1): number => catmullRom([before[axis], from[axis], to[axis], after[axis]], t)
    return [along(0), along(1)]
  })
}

const catmullRom = ([a, b, c, d]: readonly [number, number, number, number], t: number): number =>
  0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t ** 2 + (3 * b - a - 3 * c + d) * t ** 3)

/** Handles whose smooth curve follows a closed contour: evenly spaced along it, as few as follow it closely. */
export function handlesOf(contour: readonly Point[]): Point[] {
  const xs = contour.map(([x]) => x)
  const ys = contour.map(([, y]) => y)
  const diagonal = Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys))
  for (let count = fewestHandles; ; count += 8) {
    const handles = spaced(contour, count)
    if (count >= mostFitted || farthestFrom(contour, smoothContour(handles)) <= TOLERANCE_SHARE * diagonal) return handles
  }
}

/** Places evenly spaced along a closed contour, its first point first. */
export function spaced(contour: readonly Point[], count: number): Point[] {
  const closed = [...contour, contour[0] ?? [0, 0]]
  const lengths = closed.map((point, index) => (index === 0 ? 0 : Math.hypot(point[0] - (closed[index - 1]?.[0] ?? 0), point[1] - (closed[index - 1]?.[1] ?? 0))))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const handles: Point[] = []
  let passed = 0
  for (let index = 1; index < closed.length; index += 1) {
    const [from, to, length] = [closed[index - 1] ?? [0, 0], closed[index] ?? [0, 0], lengths[index] ?? 0]
    while (handles.length < count && (handles.length * total) / count < passed + length) {
      const share = ((handles.length * total) / count - passed) / length
      handles.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])])
    }
    passed += length
  }
  return handles
}

/** How far the points of one contour lie from the nearest point of another at most. */
function farthestFrom(contour: readonly Point[], curve: readonly Point[]): number {
  return contour.reduce((most, [x, y]) => {
    const nearest = curve.reduce((least, [otherX, otherY]) => Math.min(least, (x - otherX) ** 2 + (y - otherY) ** 2), Infinity)
    return Math.max(most, nearest)
  }, 0) ** 0.5
}

/** With another handle in the middle of the piece that passes nearest to a place; the place it got, too. Null where there are as many as may be. */
export function withHandle(handles: readonly Point[], place: Point): { readonly handles: Point[]; readonly index: number } | null {
  if (handles.length >= handleLimits[1]) return null
  const pieces = handles.map((_, index) => ({ index, distance: Math.min(...pieceOf(handles, index).map(([x, y]) => Math.hypot(x - place[0], y - place[1]))) }))
  const { index } = pieces.reduce((best, piece) => (piece.distance < best.distance ? piece : best))
  return { handles: [...handles.slice(0, index + 1), place, ...handles.slice(index + 1)], index: index + 1 }
}

/** The middle of the piece after a handle, on the curve. */
export const middleAfter = (handles: readonly Point[], index: number): Point => {
  const piece = pieceOf(handles, index)
  return piece[Math.floor(piece.length / 2)] ?? handles[index] ?? [0, 0]
}

/** Without one; null where no fewer may be. */
export const withoutHandle = (handles: readonly Point[], index: number): Point[] | null => (handles.length <= handleLimits[0] ? null : handles.filter((_, other) => other !== index))
