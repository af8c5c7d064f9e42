import type { Point } from '../../../../src-shared/domain/mark.ts'

type Ends = readonly [Point, Point]

/** Half the length of a cap, on the screen. */
const CAP_PX = 4
/** Between the end of a tick and its words. */
const GAP_PX = 9
/** How far below its place a line of words stands so that it is upright in the middle. */
const BASELINE_PX = 4

/** The path of a tick on the screen, with a cap across each end where asked for. */
export function tickMarks([from, to]: Ends, capped: boolean): string {
  const line = `M${at(from)}L${at(to)}`
  if (!capped) return line
  const [x, y] = directionOf(from, to)
  const cap = (end: Point): string => `M${at([end[0] - y * CAP_PX, end[1] + x * CAP_PX])}L${at([end[0] + y * CAP_PX, end[1] - x * CAP_PX])}`
  return line + cap(from) + cap(to)
}

export interface WordsPlace {
  readonly at: Point
  readonly anchor: 'start' | 'middle' | 'end'
}

/** Where the words of a tick stand, on the screen: beyond the end that lies farther from the middle of all these places; without any, beyond the right one. */
export function outerEnd([from, to]: Ends, places: readonly Point[]): WordsPlace {
  const mean = (axis: 0 | 1): number => places.reduce((sum, place) => sum + place[axis], 0) / places.length
  const middle: Point = places.length === 0 ? [Math.min(from[0], to[0]) - 1, (from[1] + to[1]) / 2] : [mean(0), mean(1)]
  const away = ([x, y]: Point): number => Math.hypot(x - middle[0], y - middle[1])
  const [inner, outer] = away(from) > away(to) ? [to, from] : [from, to]
  const [x, y] = directionOf(inner, outer)
  const anchor = x > 0.5 ? 'start' : x < -0.5 ? 'end' : 'middle'
  return { at: [outer[0] + x * GAP_PX, outer[1] + y * GAP_PX + (y > 0 ? 2 : 1) * BASELINE_PX], anchor }
}

function directionOf(from: Point, to: Point): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  return length === 0 ? [1, 0] : [(to[0] - from[0]) / length, (to[1] - from[1]) / length]
}

const at = ([x, y]: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`
