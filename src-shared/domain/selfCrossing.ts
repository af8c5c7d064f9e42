import type { Point } from './mark.ts'

interface Edge {
  readonly from: Point
  readonly to: Point
  /** Of the closed line, counted from 0. */
  readonly index: number
}

/**
 * Whether a closed line crosses or covers itself: two of its edges cross, a corner lies on another edge, an edge turns back upon
 * the one before. Two corners at one place are allowed where the line only touches itself there. Exact for whole coordinates.
 */
export function crossesItself(polygon: readonly Point[]): boolean {
  const corners = polygon.filter((point, index) => !isSame(point, polygon.at(index - 1) ?? point) || polygon.length === 1)
  const edges = corners.map((from, index): Edge => ({ from, to: corners[(index + 1) % corners.length] ?? from, index }))
  return edgesMeet(edges) || cornersCross(corners)
}

/** Looks only at edges that share some height. */
function edgesMeet(edges: readonly Edge[]): boolean {
  const top = ({ from, to }: Edge): number => Math.min(from[1], to[1])
  const sorted = edges.toSorted((one, other) => top(one) - top(other))
  return sorted.some((edge, place) => {
    const bottom = Math.max(edge.from[1], edge.to[1])
    for (let other = place + 1; other < sorted.length; other += 1) {
      const next = sorted[other]
      if (next === undefined || top(next) > bottom) return false
      if (meet(edge, next, edges.length)) return true
    }
    return false
  })
}

function meet(one: Edge, other: Edge, count: number): boolean {
  if ((one.index + 1) % count === other.index) return turnsBack(one, other)
  if ((other.index + 1) % count === one.index) return turnsBack(other, one)
  const [from, to] = [sideOf(one, other.from), sideOf(one, other.to)]
  const [back, ahead] = [sideOf(other, one.from), sideOf(other, one.to)]
  if (from * to < 0 && back * ahead < 0) return true
  return (from === 0 && isWithin(one, other.from)) || (to === 0 && isWithin(one, other.to)) || (back === 0 && isWithin(other, one.from)) || (ahead === 0 && isWithin(other, one.to))
}

const isSame = ([x, y]: Point, [otherX, otherY]: Point): boolean => x === otherX && y === otherY
const difference = (to: Point, from: Point): Point => [to[0] - from[0], to[1] - from[1]]
const cross = (one: Point, other: Point): number => one[0] * other[1] - one[1] * other[0]
const dot = (one: Point, other: Point): number => one[0] * other[0] + one[1] * other[1]

/** -1, 0 or 1: left of an edge, on its line, right of it. */
const sideOf = ({ from, to }: Edge, point: Point): number => Math.sign(cross(difference(to, from), difference(point, from)))

/** For a place on the line of an edge: between its ends, at neither. */
const isWithin = ({ from, to }: Edge, point: Point): boolean => dot(difference(point, from), difference(point, to)) < 0

/** The second begins where the first ends. */
function turnsBack(first: Edge, second: Edge): boolean {
  const [ahead, next] = [difference(first.to, first.from), difference(second.to, second.from)]
  return cross(ahead, next) === 0 && dot(ahead, next) < 0
}

/** Two corners at one place: the line crosses there where the ways of one lie on both sides of the other's. */
function cornersCross(corners: readonly Point[]): boolean {
  const places = new Map<string, number[]>()
  corners.forEach(([x, y], index) => {
    const key = `${x} ${y}`
    places.set(key, [...(places.get(key) ?? []), index])
  })
  const ways = (index: number): readonly [Point, Point] => {
    const at = corners[index] ?? [0, 0]
    return [difference(corners.at(index - 1) ?? at, at), difference(corners[(index + 1) % corners.length] ?? at, at)]
  }
  return [...places.values()].some((same) => same.some((one, place) => same.slice(place + 1).some((other) => waysCross(ways(one), ways(other)))))
}

function waysCross([back, ahead]: readonly [Point, Point], others: readonly [Point, Point]): boolean {
  const isAlike = (one: Point, other: Point): boolean => cross(one, other) === 0 && dot(one, other) > 0
  if (others.some((way) => isAlike(way, back) || isAlike(way, ahead))) return true
  const [first, second] = others.map((way) => isBetween(way, back, ahead))
  return first !== second
}

/** Whether a direction lies in the turn from one to another, the way in which angles grow. */
function isBetween(way: Point, from: Point, to: Point): boolean {
  const angle = ([x, y]: Point): number => Math.atan2(y, x)
  const turn = (end: Point): number => (angle(end) - angle(from) + 2 * Math.PI) % (2 * Math.PI)
  return turn(way) < turn(to)
}
