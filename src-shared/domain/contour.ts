import type { Mask, MaskRow } from './mask.ts'
import type { Point } from './mark.ts'

/** The polygon may leave the traced outline by less than this. */
const TOLERANCE_PX = 0.3

/** Steps along pixel edges: right, down, left, up; inside lies on the right hand. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const
/** For each direction the pixels ahead of a corner: on the left hand and on the right hand. */
const ahead = [
  { left: [0, -1], right: [0, 0] },
  { left: [0, 0], right: [-1, 0] },
  { left: [-1, 0], right: [-1, -1] },
  { left: [-1, -1], right: [0, -1] },
] as const

/** Whether a pixel belongs to the region; asked beyond the picture's edges too. */
export type Inside = (x: number, y: number) => boolean

/**
 * The contour on which the upper edge of pixel (x, y) lies, inside on its right hand, in picture pixels ((0, 0) is the
 * outer corner of the first pixel). It runs through the middles of the boundary pixels' edges, as marching squares at one
 * half does, then loses the points that bend it by less than 0.3 px. Where two pixels touch by a corner it parts them.
 */
export function contourFrom(x: number, y: number, inside: Inside): Point[] {
  return shortened(trace([x, y], inside, () => undefined))
}

/** Every contour of a region: those around its pieces clockwise, those of its holes counter-clockwise. */
export function outlinesOf(mask: Mask): Point[][] {
  const inside: Inside = (x, y) => isIn(mask.rows[y], x)
  const seen = new Set<number>()
  const outlines: Point[][] = []
  for (const [x, y] of pixelsOf(mask)) {
    if (seen.has(y * mask.widthPx + x) || inside(x, y - 1)) continue
    outlines.push(shortened(trace([x, y], inside, ([atX, atY]) => seen.add(atY * mask.widthPx + atX))))
  }
  return outlines
}

function* pixelsOf({ rows }: Mask): Generator<Point> {
  for (const [y, row] of rows.entries()) {
    for (let place = 0; place < row.length; place += 2) {
      for (let x = row[place] ?? 0; x < (row[place + 1] ?? 0); x += 1) yield [x, y]
    }
  }
}

function isIn(row: MaskRow | undefined, x: number): boolean {
  if (row === undefined) return false
  for (let place = 0; place < row.length; place += 2) {
    if (x < (row[place] ?? 0)) return false
    if (x < (row[place + 1] ?? 0)) return true
  }
  return false
}

/** `onTop` is told of every pixel whose upper edge the contour takes. */
function trace([startX, startY]: Point, inside: Inside, onTop: (pixel: Point) => void): Point[] {
  const outline: Point[] = []
  let [x, y, direction] = [startX, startY, 0]
  do {
    const [stepX, stepY] = steps[direction] ?? steps[0]
    if (direction === 0) onTop([x, y])
    outline.push([x + stepX / 2, y + stepY / 2])
    x += stepX
    y += stepY
    direction = turn(direction, [x, y], inside)
  } while (x !== startX || y !== startY || direction !== 0)
  return outline
}

/** Inside on the left hand too: turn left; inside on neither hand: turn right; where two pixels touch by a corner, turn right. */
function turn(direction: number, [x, y]: Point, inside: Inside): number {
  const { left, right } = ahead[direction] ?? ahead[0]
  if (!inside(x + right[0], y + right[1])) return (direction + 1) % 4
  return inside(x + left[0], y + left[1]) ? (direction + 3) % 4 : direction
}

const shortened = (outline: Point[]): Point[] => (outline.length < 4 ? outline : simplify(outline, TOLERANCE_PX))

/** Ramer–Douglas–Peucker on a closed outline, split at its first point and the point farthest from it. */
function simplify(outline: readonly Point[], tolerance: number): Point[] {
  const [origin] = outline
  if (origin === undefined) return []
  let far = 0
  outline.forEach((point, index) => {
    if (squaredDistance(point, origin) > squaredDistance(outline[far] ?? origin, origin)) far = index
  })
  const closed = [...outline, origin]
  const keep = new Uint8Array(closed.length)
  keep[0] = keep[far] = 1
  const open: [number, number][] = [
    [0, far],
    [far, closed.length - 1],
  ]
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const split = farthest(closed, span)
    if (split.distance < tolerance) continue
    keep[split.index] = 1
    open.push([span[0], split.index], [split.index, span[1]])
  }
  return outline.filter((_, index) => keep[index] === 1)
}

function farthest(points: readonly Point[], [from, to]: readonly [number, number]): { index: number; distance: number } {
  const start = points[from] ?? [0, 0]
  const end = points[to] ?? [0, 0]
  const length = Math.hypot(end[0] - start[0], end[1] - start[1])
  let best = { index: from, distance: 0 }
  for (let index = from + 1; index < to; index += 1) {
    const point = points[index] ?? start
    const cross = (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])
    const distance = length === 0 ? Math.sqrt(squaredDistance(point, start)) : Math.abs(cross) / length
    if (distance > best.distance) best = { index, distance }
  }
  return best
}

const squaredDistance = (one: Point, two: Point): number => (one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2
