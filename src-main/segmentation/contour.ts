import type { Point } from '../../src-shared/domain/mark.ts'
import type { Mask } from '../imaging/preprocess.ts'

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

/**
 * Outer contour of a mask with one 4-connected component, clockwise from its topmost row, in picture pixels ((0, 0) is
 * the outer corner of the first pixel). The outline runs through the middles of the boundary pixels' edges, as marching
 * squares at one half does, then loses the points that bend it by less than 0.3 px. Empty for an empty mask.
 */
export function outerContour(mask: Mask): Point[] {
  const outline = trace(mask)
  return outline.length < 4 ? outline : simplify(outline, TOLERANCE_PX)
}

function trace({ widthPx, heightPx, data }: Mask): Point[] {
  const first = data.indexOf(255)
  if (first < 0) return []
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < widthPx && y < heightPx && data[y * widthPx + x] === 255
  const startX = first % widthPx
  const startY = Math.floor(first / widthPx)
  const outline: Point[] = []
  let x = startX
  let y = startY
  let direction = 0
  do {
    const [stepX, stepY] = steps[direction] ?? steps[0]
    outline.push([x + stepX / 2, y + stepY / 2])
    x += stepX
    y += stepY
    direction = turn(direction, (offset) => inside(x + offset[0], y + offset[1]))
  } while (x !== startX || y !== startY || direction !== 0)
  return outline
}

type Offset = readonly [number, number]

/** Inside on the left hand too: turn left; inside on neither hand: turn right; where two pixels touch by a corner, turn right. */
function turn(direction: number, inside: (offset: Offset) => boolean): number {
  const { left, right } = ahead[direction] ?? ahead[0]
  if (!inside(right)) return (direction + 1) % 4
  return inside(left) ? (direction + 3) % 4 : direction
}

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
