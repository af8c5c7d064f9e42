import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../test/support/random.ts'
import { cohensKappa, type PairCounts } from './kappa.ts'

const counts = (bothPresent: number, firstOnly: number, secondOnly: number, bothAbsent: number): PairCounts => ({ bothPresent, firstOnly, secondOnly, bothAbsent })

describe('kappa of two readers', () => {
  test('is what the definition gives by hand', () => {
    // p_o = 0.7; p_e = 0.5 · 0.6 + 0.5 · 0.4 = 0.5.
    expect(cohensKappa(counts(20, 5, 10, 15))?.value).toBeCloseTo(0.4, 12)
    // All alike: up to 3 of 40 unseen disagreements; p_e = 0.25² + 0.75² = 0.625.
    expect(cohensKappa(counts(10, 0, 0, 30))).toEqual({ value: 1, low: expect.closeTo((0.925 - 0.625) / 0.375, 12), high: 1 })
    expect(cohensKappa(counts(0, 10, 10, 0))?.value).toBeCloseTo(-1, 12)
    // As often alike as chance has it.
    expect(cohensKappa(counts(4, 12, 6, 18))?.value).toBeCloseTo(0, 12)
  })

  test.each([counts(0, 0, 0, 0), counts(19, 0, 0, 0), counts(0, 0, 0, 19), counts(3, 2, 1, 3)])('is not given where nothing else could come out, nor for a handful: %j', (pairs) => {
    expect(cohensKappa(pairs)).toBeNull()
  })

  test('does not depend on who is called first', () => {
    const one = cohensKappa(counts(30, 7, 11, 52))
    const other = cohensKappa(counts(30, 11, 7, 52))
    expect(one?.value).toBeCloseTo(other?.value ?? Number.NaN, 12)
    expect(one?.low).toBeCloseTo(other?.low ?? Number.NaN, 12)
  })

  test('has an interval as wide as drawing the same readers again and again shows', () => {
    const shares = [0.3, 0.07, 0.11, 0.52]
    const pairs = 300
    const next = seededRandom(7)
    const drawn = Array.from({ length: 4000 }, () => {
      const tally: [number, number, number, number] = [0, 0, 0, 0]
      for (let pair = 0; pair < pairs; pair += 1) {
        let rest = next()
        const cell = shares.findIndex((share) => (rest -= share) < 0)
        tally[(cell === -1 ? 3 : cell) as 0 | 1 | 2 | 3] += 1
      }
      return cohensKappa(counts(...tally))?.value ?? 0
    })
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length
    const spread = Math.sqrt(drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length)
    const kappa = cohensKappa(counts(90, 21, 33, 156))
    expect(((kappa?.high ?? 0) - (kappa?.low ?? 0)) / (2 * 1.96)).toBeCloseTo(spread, 2)
    expect(kappa?.value).toBeCloseTo(mean, 2)
  })
})
