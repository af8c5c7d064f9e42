import type { Mask } from '../imaging/preprocess.ts'

/** A horizontal stretch of equal pixels; columns from `start` (inclusive) to `end` (exclusive). */
export interface Run {
  readonly row: number
  readonly start: number
  readonly end: number
}

/** The runs of one value (0 or 255) in a row of a 0/255 mask, from left to right; none for a row beyond the mask. */
export function runsOfRow({ data, widthPx }: Mask, row: number, value: number): readonly Run[] {
  const line = data.subarray(Math.max(0, row) * widthPx, Math.max(0, row + 1) * widthPx)
  const runs: Run[] = []
  let start = line.indexOf(value)
  while (start >= 0) {
    const stop = line.indexOf(255 - value, start)
    const end = stop < 0 ? widthPx : stop
    runs.push({ row, start, end })
    start = end === widthPx ? -1 : line.indexOf(value, end)
  }
  return runs
}
