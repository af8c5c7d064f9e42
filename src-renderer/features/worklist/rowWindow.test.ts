import { describe, expect, it } from 'vitest'
import { revealPx, rowWindow } from './rowWindow.ts'

describe('the rows that are drawn', () => {
  it('are a few dozen, wherever the list stands', () => {
    for (const scrollPx of [0, 44 * 60_000, 44 * 112_120]) {
      const { first, last } = rowWindow(112_120, 44, scrollPx, 900)
      expect(first).toBeGreaterThanOrEqual(0)
      expect(last).toBeLessThan(112_120)
      expect(last - first).toBeLessThan(60)
    }
  })

  it('cover what can be seen', () => {
    const { first, last } = rowWindow(1000, 44, 4410, 880)
    expect(first * 44).toBeLessThanOrEqual(4410)
    expect((last + 1) * 44).toBeGreaterThanOrEqual(4410 + 880)
  })

  it('are none of an empty list', () => {
    const { first, last } = rowWindow(0, 44, 0, 900)
    expect(last).toBeLessThan(first)
  })
})

describe('bringing a row into sight', () => {
  it('does not move for a row in sight', () => expect(revealPx(10, 44, 200, 880)).toBe(200))
  it('moves up to a row above', () => expect(revealPx(2, 44, 200, 880)).toBe(88))
  it('moves down just far enough for a row below', () => expect(revealPx(30, 44, 200, 880)).toBe(31 * 44 - 880))
})
