/** Median wall time of `work` in ms, after one run that is not counted. */
export function medianMs(repetitions: number, work: () => unknown): number {
  work()
  const times = Array.from({ length: repetitions }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return medianOf(times)
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

/** The smallest value that a share of all values does not exceed. */
export function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
}
