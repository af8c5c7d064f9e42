import { describe, expect, it } from 'vitest'
import { uncertaintyStep } from './uncertainty.ts'

const one = (score: number, threshold: number): number | null => uncertaintyStep([{ score, threshold }])

describe('how uncertain a run is', () => {
  it('is highest on the operating point and lowest at either end', () => {
    expect([one(0.5, 0.5), one(0.2, 0.2), one(1, 1), one(0, 0)]).toEqual([9, 9, 9, 9])
    expect([one(0, 0.5), one(1, 0.5), one(0, 0.2), one(1, 0.2), one(1, 0)]).toEqual([0, 0, 0, 0, 0])
  })

  it('does not tell one side from the other', () => {
    for (const part of [0.1, 0.3, 0.55, 0.8]) expect(one(0.2 * part, 0.2)).toBe(one(1 - 0.8 * part, 0.2))
  })

  it('is that of the most uncertain label, whichever it is, and none without a score', () => {
    const labels = [{ score: 0.01, threshold: 0.5 }, { score: 0.45, threshold: 0.5 }, { score: 0.99, threshold: 0.5 }]
    expect(uncertaintyStep(labels)).toBe(9)
    expect(uncertaintyStep(labels.toReversed())).toBe(9)
    expect(uncertaintyStep([])).toBeNull()
  })
})
