import type { Point } from '../../../src-shared/domain/mark.ts'
import { solve } from './solve.ts'

/** A plane seen in perspective: `[x, y]` of the chart to pixels. */
export type Homography = (place: Point) => Point

/** Chart place and pixel of one known point. */
export type Pair = readonly [chart: Point, pixel: Point]

/**
 * The perspective that takes chart places to pixels, by least squares of the eight-parameter form with the last entry 1
 * (Hartley and Zisserman, 4.1.2); pixels are centred and scaled first. null for fewer than four pairs or all on a line.
 */
export function homographyOf(pairs: readonly Pair[]): Homography | null {
  if (pairs.length < 4) return null
  const [middleX, middleY] = [0, 1].map((axis) => pairs.reduce((sum, [, pixel]) => sum + (pixel[axis] ?? 0), 0) / pairs.length) as [number, number]
  const scale = Math.max(...pairs.map(([, [x, y]]) => Math.hypot(x - middleX, y - middleY)), 1e-9)
  const rows: number[][] = []
  const values: number[] = []
  for (const [[x, y], [pixelX, pixelY]] of pairs) {
    const [u, v] = [(pixelX - middleX) / scale, (pixelY - middleY) / scale]
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y])
    values.push(u, v)
  }
  const found = solve(normal(rows), projected(rows, values))
  if (found === null) return null
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = found
  return ([x, y]) => {
    const depth = g * x + h * y + 1
    return [((a * x + b * y + c) / depth) * scale + middleX, ((d * x + e * y + f) / depth) * scale + middleY]
  }
}

const normal = (rows: readonly (readonly number[])[]): number[][] =>
  Array.from({ length: 8 }, (_, one) => Array.from({ length: 8 }, (__, two) => rows.reduce((sum, row) => sum + (row[one] ?? 0) * (row[two] ?? 0), 0)))

const projected = (rows: readonly (readonly number[])[], values: readonly number[]): number[] =>
  Array.from({ length: 8 }, (_, column) => rows.reduce((sum, row, index) => sum + (row[column] ?? 0) * (values[index] ?? 0), 0))
