import { describe, expect, it } from 'vitest'
import { density } from './density.ts'
import { linear, ticks } from './scale.ts'

describe('an axis', () => {
  it('leads from values to places, and has ticks without leftovers', () => {
    const scale = linear([0.4, 1], [100, 400])
    expect([0.4, 0.7, 1].map(scale).map(Math.round)).toEqual([100, 250, 400])
    expect(ticks(0.4, 1, 0.1)).toEqual([0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1])
  })
})

describe('the outline of a violin', () => {
  it('is highest where most cases are, and flat where all bins hold alike', () => {
    const bins = [0, 0, 1, 6, 1, 0, 0, 0, 0, 0]
    const outline = density(bins)
    expect(outline.indexOf(1)).toBe(3)
    expect(Math.max(...outline)).toBe(1)
    for (const height of density([2, 2, 2, 2, 2, 2])) expect(height).toBeCloseTo(1)
    expect(density([0, 0])).toEqual([0, 0])
  })
})
