import { describe, expect, it } from 'vitest'
import { outerEnd, tickMarks } from './veinTicks.ts'

describe('ticks across a vein', () => {
  it('are one line, and capped across both ends where they are the widest', () => {
    expect(tickMarks([[10, 20], [30, 20]], false)).toBe('M10.0 20.0L30.0 20.0')
    expect(tickMarks([[10, 20], [30, 20]], true)).toBe('M10.0 20.0L30.0 20.0M10.0 24.0L10.0 16.0M30.0 24.0L30.0 16.0')
    expect(tickMarks([[5, 5], [5, 5]], true)).not.toContain('NaN')
  })

  it('have their words on the side away from the other vein, however the picture is turned', () => {
    const other = [[100, 50]] as const
    expect(outerEnd([[10, 50], [30, 50]], other)).toMatchObject({ anchor: 'end', at: [1, 54] })
    expect(outerEnd([[190, 50], [170, 50]], other)).toMatchObject({ anchor: 'start', at: [199, 54] })
    expect(outerEnd([[100, 110], [100, 130]], other)).toMatchObject({ anchor: 'middle', at: [100, 147] })
    expect(outerEnd([[100, 10], [100, -10]], other)).toMatchObject({ anchor: 'middle', at: [100, -15] })
  })

  it('of the only vein there is have them on its right', () => {
    expect(outerEnd([[10, 50], [30, 50]], [])).toMatchObject({ anchor: 'start', at: [39, 54] })
    expect(outerEnd([[30, 50], [10, 50]], [])).toMatchObject({ anchor: 'start', at: [39, 54] })
  })
})
