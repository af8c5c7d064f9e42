import { tubeKinds, type Point, type TubeKind } from '../../src-shared/domain/mark.ts'
import { borderDistance, nearest, ridges, squared, type Grid, type Ridge } from './ridges.ts'

/** What the model says of one film: a map of the course and one of the tip for each of `tubeKinds`, probabilities. */
export interface TubeMaps {
  /** `[4 * side * side]`, row by row. */
  readonly tubes: Float32Array
  readonly tips: Float32Array
  readonly side: number
}

export interface TubeThresholds {
  readonly tube: number
  readonly tip: number
}

/** A tube as the maps show it. */
export interface FoundTube {
  readonly tube: TubeKind
  /** In cells of the maps, 0 at the outer corner of the first one; from the entry to the tip. */
  readonly points: readonly Point[]
  /** Mean probability along the course. */
  readonly score: number
  /** null: no tip was seen, the last point is the end of what was found. */
  readonly tipScore: number | null
  /** What was found ends at the edge of the film. */
  readonly offFilm: boolean
}

/** Suggestions of one kind on one film: the strongest ones. */
const most: Readonly<Record<TubeKind, number>> = { ett: 1, ngt: 1, cvc: 2, 'swan-ganz': 1 }
/** A shorter course is a speck, and a fainter one a guess. */
const leastCells = 20
const leastScore = 0.6
/** A course whose end comes this near to the border of the film leaves it. */
const borderCells = 2
/** Cells on either side that a point of the course is averaged over. */
const smoothedOver = 2
/** No point left out lies farther than this from the line. */
const toleranceCells = 0.6
/** A path runs along another where so much of it lies so near. */
const alongCells = 2
const alongShare = 0.8

/**
 * From heat maps to tubes: the ridge of each connected part, its tip, few points. Mirrors
 * training/ctranscnn/tubes/decode.py, where the figures on the model's card are measured.
 */
export function tubesIn({ tubes, tips, side }: TubeMaps, thresholds: TubeThresholds): readonly FoundTube[] {
  const cells = side * side
  const kept = tubeKinds.flatMap((tube, channel) => {
    const grid: Grid = { values: tubes.subarray(channel * cells, (channel + 1) * cells), side }
    const tipGrid: Grid = { values: tips.subarray(channel * cells, (channel + 1) * cells), side }
    const courses = ridges(grid, tipGrid, thresholds)
      .map((ridge) => (ridge.peak === null ? { ...ridge, path: towardsTip(tube, ridge.path, side) } : ridge))
      .filter(({ path }) => path.length >= leastCells && sumAlong(grid, path) >= leastScore * path.length)
      .toSorted((one, other) => sumAlong(grid, other.path) - sumAlong(grid, one.path))
    return courses.slice(0, most[tube]).map((course) => ({ tube, course, grid, tipGrid }))
  })
  const venous = kept.filter(({ tube }) => tube === 'cvc').map(({ course }) => course.path)
  return kept
    .filter(({ tube, course }) => tube !== 'swan-ganz' || !venous.some((path) => runsAlong(course.path, path, side)))
    .map(({ tube, course, grid, tipGrid }) => tubeAlong(tube, course, grid, tipGrid))
}

/** Whether a path leaves another nowhere: a Swan-Ganz catheter goes on where a venous one ends. */
function runsAlong(path: readonly number[], other: readonly number[], side: number): boolean {
  const beside = new Map(other.map((cell) => [cell, 0]))
  const near = path.filter((cell) => squared(nearest(beside, cell, side), cell, side) <= alongCells ** 2)
  return near.length >= alongShare * path.length
}

function sumAlong({ values }: Grid, path: readonly number[]): number {
  let total = 0
  for (const cell of path) total += values[cell] ?? 0
  return total
}

function tubeAlong(tube: TubeKind, { path, peak }: Ridge, grid: Grid, tips: Grid): FoundTube {
  const { side } = grid
  const score = sumAlong(grid, path) / path.length
  const ended = peak === null || path.at(-1) === peak ? path : [...path, peak]
  const points = simplified(smoothed(ended.map((cell): Point => [(cell % side) + 0.5, Math.floor(cell / side) + 0.5])))
  const tipScore = peak === null ? null : (tips.values[peak] ?? 0)
  return { tube, points, score, tipScore, offFilm: peak === null && borderDistance(path.at(-1) ?? 0, side) < borderCells }
}

/** The likelier end last: the lower one, of catheters the one farther from the border. */
function towardsTip(tube: TubeKind, path: readonly number[], side: number): readonly number[] {
  const first = path[0] ?? 0
  const last = path.at(-1) ?? 0
  const isLast =
    tube === 'ett' || tube === 'ngt' ? Math.floor(last / side) >= Math.floor(first / side) : borderDistance(last, side) >= borderDistance(first, side)
  return isLast ? path : path.toReversed()
}

/** Each point averaged with its neighbours; both ends stay. */
function smoothed(points: readonly Point[]): readonly Point[] {
  return points.map((point, place) => {
    const reach = Math.min(smoothedOver, place, points.length - 1 - place)
    if (reach === 0) return point
    const near = points.slice(place - reach, place + reach + 1)
    return [near.reduce((sum, [x]) => sum + x, 0) / near.length, near.reduce((sum, [, y]) => sum + y, 0) / near.length]
  })
}

/** Douglas-Peucker. */
function simplified(points: readonly Point[]): readonly Point[] {
  const kept = new Set([0, points.length - 1])
  const spans: [number, number][] = [[0, points.length - 1]]
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const place = worstBetween(points, span)
    if (place === null) continue
    kept.add(place)
    spans.push([span[0], place], [place, span[1]])
  }
  return points.filter((_, place) => kept.has(place))
}

function worstBetween(points: readonly Point[], [first, last]: readonly [number, number]): number | null {
  let worst = toleranceCells
  let place: number | null = null
  for (let between = first + 1; between < last; between += 1) {
    const distance = fromLine(points[between] ?? [0, 0], points[first] ?? [0, 0], points[last] ?? [0, 0])
    if (distance > worst) {
      worst = distance
      place = between
    }
  }
  return place
}

function fromLine(point: Point, start: Point, end: Point): number {
  const along = [end[0] - start[0], end[1] - start[1]] as const
  const away = [point[0] - start[0], point[1] - start[1]] as const
  const length = Math.sqrt(along[0] * along[0] + along[1] * along[1])
  return length === 0 ? Math.sqrt(away[0] * away[0] + away[1] * away[1]) : Math.abs(along[0] * away[1] - along[1] * away[0]) / length
}
