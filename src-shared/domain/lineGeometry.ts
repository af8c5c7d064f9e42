import { lengthMm, lengthPx, type LandmarkMark, type Point, type Spacing } from './mark.ts'

/** vertical: by height on the film; straight: the shortest way; tube: along the tube from where it passes the landmark to its tip. */
export const distanceWays = ['vertical', 'straight', 'tube'] as const
export type DistanceWay = (typeof distanceWays)[number]

/** A way on the film; `mm` is null where its picture is not calibrated. */
export interface Way {
  readonly px: number
  readonly mm: number | null
}

interface Route {
  /** Landmark first, tip last. */
  readonly path: readonly Point[]
  readonly spacing: Spacing | null
}

function lengthOf({ path, spacing }: Route): Way {
  const sides = path.slice(1).map((end, index): readonly [Point, Point] => [path[index] ?? end, end])
  const px = sides.reduce((sum, side) => sum + lengthPx(side), 0)
  return { px, mm: spacing === null ? null : sides.reduce((sum, side) => sum + (lengthMm(side, spacing) ?? 0), 0) }
}

export interface Measuring {
  /** The tube's points, its tip last. */
  readonly line: readonly Point[]
  readonly tip: Point
  readonly spacing: Spacing | null
}

/** From a landmark's place to the tip, in pixels and mm. `vertical` counts heights alone. */
export function distanceFrom(place: Point, along: DistanceWay, { line, tip, spacing }: Measuring): Way {
  if (along === 'tube') return lengthOf({ path: lineBeyond(line, place), spacing })
  return lengthOf({ path: along === 'straight' ? [place, tip] : [[tip[0], place[1]], tip], spacing })
}

/** What of a line lies between its place nearest to a point and its last point. */
function lineBeyond(line: readonly Point[], place: Point): readonly Point[] {
  let best: { readonly path: readonly Point[]; readonly away: number } = { path: line.slice(-1), away: Infinity }
  for (const [index, end] of line.entries()) {
    const on = nearestOn(place, line[index - 1] ?? end, end)
    const away = lengthPx([place, on])
    if (away < best.away) best = { path: [on, ...line.slice(index)], away }
  }
  return best.path
}

function nearestOn([x, y]: Point, [startX, startY]: Point, [endX, endY]: Point): Point {
  const [alongX, alongY] = [endX - startX, endY - startY]
  const squared = alongX * alongX + alongY * alongY
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - startX) * alongX + (y - startY) * alongY) / squared))
  return [startX + share * alongX, startY + share * alongY]
}

/** The height (y, px) of a landmark under or over a place: of a line where it passes there, beyond its ends that of the nearer end. */
export function heightAt({ points }: Pick<LandmarkMark, 'points'>, x: number): number {
  for (const [index, [endX, endY]] of points.entries()) {
    const [startX, startY] = points[index - 1] ?? [endX, endY]
    if (x < Math.min(startX, endX) || x > Math.max(startX, endX)) continue
    return startX === endX ? endY : startY + ((x - startX) / (endX - startX)) * (endY - startY)
  }
  return points.reduce((near, point) => (Math.abs(point[0] - x) < Math.abs(near[0] - x) ? point : near), points[0] ?? [x, 0])[1]
}

export const sides = ['above', 'below'] as const
export type Side = (typeof sides)[number]

/** Above or below by height on the film; null at the very same height. */
export function sideOf([x, y]: Point, landmark: Pick<LandmarkMark, 'points'>): Side | null {
  const height = heightAt(landmark, x)
  if (y === height) return null
  return y < height ? 'above' : 'below'
}

export const zonePlaces = ['above', 'below', 'beside', 'inside'] as const
export type ZonePlace = (typeof zonePlaces)[number]

/** Where a point lies against a box of two corners; its edge belongs to the box. */
export function placeInZone([x, y]: Point, { points }: Pick<LandmarkMark, 'points'>): ZonePlace {
  const xs = points.map(([cornerX]) => cornerX)
  const ys = points.map(([, cornerY]) => cornerY)
  if (y < Math.min(...ys)) return 'above'
  if (y > Math.max(...ys)) return 'below'
  return x < Math.min(...xs) || x > Math.max(...xs) ? 'beside' : 'inside'
}
