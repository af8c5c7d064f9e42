import { quarterTurns, type Orientation, type Point } from '../../../../src-shared/domain/mark.ts'

/**
 * A plane map in the order of CSS `matrix()` and Canvas `setTransform`:
 * x' = a x + c y + e, y' = b x + d y + f.
 */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

export interface Rectangle {
  readonly xPx: number
  readonly yPx: number
  readonly widthPx: number
  readonly heightPx: number
}

export const identity: Affine = [1, 0, 0, 1, 0, 0]

/** The one affine map that sends (0, 0), (1, 0) and (0, 1) to the three given points. */
export function affineThrough(origin: Point, xUnit: Point, yUnit: Point): Affine {
  return [xUnit[0] - origin[0], xUnit[1] - origin[1], yUnit[0] - origin[0], yUnit[1] - origin[1], origin[0], origin[1]]
}

export function applyAffine([a, b, c, d, e, f]: Affine, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f]
}

/** `outer` after `inner`. */
export function composeAffine(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

const determinant = ([a, b, c, d]: Affine): number => a * d - b * c

/** The way back, or null where the map squashes the plane (a viewport without a size). */
export function invertAffine(map: Affine): Affine | null {
  const [a, b, c, d, e, f] = map
  const scale = determinant(map)
  if (!Number.isFinite(scale) || Math.abs(scale) < 1e-12) return null
  return [d / scale, -b / scale, -c / scale, a / scale, (c * f - d * e) / scale, (b * e - a * f) / scale]
}

/** CSS pixels per picture pixel, whatever the rotation or flip. */
export const zoomOf = (map: Affine): number => Math.sqrt(Math.abs(determinant(map)))

export const isMirrored = (map: Affine): boolean => determinant(map) < 0

/** How the nearest quarter turn and mirror image of the picture stands: turned clockwise first, then mirrored left to right. */
export function orientationOf(map: Affine): Orientation {
  const flipped = isMirrored(map)
  const [a, b] = map
  // Mirrored back, the picture's own right points where the turn alone has brought it; y runs down, so the angle is clockwise.
  const degrees = (Math.atan2(b, flipped ? -a : a) * 180) / Math.PI
  const turns = ((Math.round(degrees / 90) % 4) + 4) % 4
  return { rotationDeg: quarterTurns[turns] ?? 0, flipped }
}

/** Whether the picture's top is not at the top of the screen. */
export const isTurned = ([, , c, d]: Affine): boolean => d <= Math.abs(c)

export const cssMatrix = (map: Affine): string => `matrix(${map.join(' ')})`

/** Sends the unit square of a grid (0 … columns, 0 … rows) onto the rectangle of the picture that it covers. */
export function gridToPicture(region: Rectangle, columns: number, rows: number): Affine {
  return [region.widthPx / columns, 0, 0, region.heightPx / rows, region.xPx, region.yPx]
}

/** The place of a segment that is nearest to a point. */
export function nearestOnSegment(point: Point, start: Point, end: Point): Point {
  const alongX = end[0] - start[0]
  const alongY = end[1] - start[1]
  const squared = alongX * alongX + alongY * alongY
  const share = squared === 0 ? 0 : ((point[0] - start[0]) * alongX + (point[1] - start[1]) * alongY) / squared
  const clamped = Math.min(1, Math.max(0, share))
  return [start[0] + clamped * alongX, start[1] + clamped * alongY]
}

/** Distance from a point to a segment, both in the same units: how near the pointer is to a line. */
export function distanceToSegment(point: Point, start: Point, end: Point): number {
  const [x, y] = nearestOnSegment(point, start, end)
  return Math.hypot(point[0] - x, point[1] - y)
}

/** The nearest point of the picture: a mark cannot lie outside what it measures. */
export function clampToPicture([x, y]: Point, widthPx: number, heightPx: number): Point {
  return [Math.min(widthPx, Math.max(0, x)), Math.min(heightPx, Math.max(0, y))]
}
