import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatDateTime, formatScore } from './format.ts'
import { centredPlace } from './ScoreBar.tsx'

describe('figures', () => {
  it('keep bytes in the largest unit at or over one', () => {
    expect([0, 1023, 1024, 5 * 2 ** 20, 3 * 2 ** 40].map(formatBytes)).toEqual(['0 B', '1023 B', '1.0 KiB', '5.0 MiB', '3072.0 GiB'])
  })

  it('write dates year first and scores with two digits', () => {
    expect(formatDateTime('2026-03-04T12:00:00.000Z')).toMatch(/^2026-03-0[345] \d\d:\d\d$/u)
    expect(formatScore(0.805)).toMatch(/^0\.8[01]$/u)
    expect(formatCount(112_120, 'en')).toBe('112,120')
  })
})

describe('a score on its bar', () => {
  it('stands in the middle at its operating point, whatever that is', () => {
    for (const threshold of [0.02, 0.3, 0.5, 0.97]) expect(centredPlace(threshold, threshold)).toBeCloseTo(0.5)
  })

  it('runs from end to end and never leaves the bar', () => {
    for (const threshold of [0, 0.3, 1]) {
      const places = [0, 0.1, 0.3, 0.7, 1].map((score) => centredPlace(score, threshold))
      expect(places).toEqual(places.toSorted((one, other) => one - other))
      expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
      expect(Math.max(...places)).toBeLessThanOrEqual(1)
    }
  })
})
