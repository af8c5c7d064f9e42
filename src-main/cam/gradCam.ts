import type { MapGrid } from '../../src-shared/domain/analysis.ts'

/** Grids of several labels, `[1, labels, rows, columns]`, row-major. */
export interface Grids {
  readonly data: Float32Array
  readonly shape: readonly number[]
}

/** Digits kept of a grid value: well under the 1e-3 that maps are compared by, and short enough to store and print. */
const DIGITS = 1e5

/** Divides a grid by its own maximum; all 0 where the maximum is 0. Values are rounded to five decimals. */
export function normaliseGrid(values: ArrayLike<number>): number[] {
  let maximum = 0
  for (let index = 0; index < values.length; index += 1) maximum = Math.max(maximum, values[index] ?? 0)
  return Array.from({ length: values.length }, (_, index) => {
    const value = maximum > 0 ? Math.max(0, values[index] ?? 0) / maximum : 0
    return Math.round(value * DIGITS) / DIGITS
  })
}

/** Label -> its grid over its own maximum, in the order of the graph's maps. */
export function gridsOf({ data, shape }: Grids, labels: readonly string[]): Record<string, MapGrid> {
  const rows = shape[2] ?? 0
  const columns = shape[3] ?? 0
  const cells = rows * columns
  return Object.fromEntries(
    labels.map((label, index) => {
      const grid = normaliseGrid(data.subarray(index * cells, (index + 1) * cells))
      return [label, { rows, columns, grid }] as const
    }),
  )
}
