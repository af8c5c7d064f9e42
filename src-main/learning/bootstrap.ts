import type { Interval } from '../../src-shared/contract/learning.ts'

const rounds = 1000
const roundsAtOnce = 100

/**
 * 95 % percentile intervals of several statistics over the same draws of groups (patients), so that differences of them
 * are paired. Draws in which a statistic is not defined are left out of it. The draws are the same every time. Gives way
 * to other work now and then.
 */
export async function bootstrap(groups: number, statistics: (weights?: Uint32Array) => readonly number[]): Promise<readonly Interval[]> {
  const values = statistics()
  const drawn: number[][] = values.map(() => [])
  const next = numbers(groups)
  for (let round = 0; round < rounds; round += 1) {
    if (round % roundsAtOnce === 0) await new Promise((resolve) => void setImmediate(resolve))
    const weights = new Uint32Array(groups)
    for (let draw = 0; draw < groups; draw += 1) {
      const group = Math.floor(next() * groups)
      weights[group] = (weights[group] ?? 0) + 1
    }
    for (const [index, value] of statistics(weights).entries()) if (!Number.isNaN(value)) drawn[index]?.push(value)
  }
  return values.map((value, index) => ({ value, ...percentiles(drawn[index] ?? []) }))
}

function percentiles(drawn: readonly number[]): { low: number; high: number } {
  const sorted = drawn.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))] ?? Number.NaN
  return { low: at(0.025), high: at(0.975) }
}

/** Numbers in [0, 1): 32-bit xorshift with shifts 13, 17, 5 (Marsaglia, 2003). */
function numbers(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
