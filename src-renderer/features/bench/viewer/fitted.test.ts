import { describe, expect, it } from 'vitest'
import { isFitted } from './fitted.ts'

const picture = { widthPx: 400, heightPx: 200 }

describe('a picture that fills its pane', () => {
  it('is known upright, turned and mirrored, and where the pane is wider or higher than it', () => {
    expect(isFitted([2, 0, 0, 2, 0, 100], picture, [800, 600])).toBe(true)
    expect(isFitted([1, 0, 0, 1, 200, 0], picture, [800, 200])).toBe(true)
    expect(isFitted([0, 2, -2, 0, 600, 0], picture, [800, 800])).toBe(true)
    expect(isFitted([-2, 0, 0, 2, 800, 101], picture, [800, 600])).toBe(true)
  })

  it('is not one that was enlarged, made smaller or moved', () => {
    expect(isFitted([2.5, 0, 0, 2.5, -100, 50], picture, [800, 600])).toBe(false)
    expect(isFitted([1.5, 0, 0, 1.5, 100, 150], picture, [800, 600])).toBe(false)
    expect(isFitted([2, 0, 0, 2, 30, 100], picture, [800, 600])).toBe(false)
  })
})
