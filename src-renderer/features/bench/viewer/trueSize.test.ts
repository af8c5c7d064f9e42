import { describe, expect, it } from 'vitest'
import { trueZoom } from './trueSize.ts'

const spacing = (rowMm: number, columnMm = rowMm) => ({ rowMm, columnMm, source: 'imagerPixelSpacing' }) as const

describe('the size of what a picture shows', () => {
  it('is reached when a millimetre is as many screen pixels as the screen has to a millimetre', () => {
    // 0.143 mm a pixel on a screen of 96 dots an inch.
    expect(trueZoom(spacing(0.143), 96 / 25.4)).toBeCloseTo(0.5405, 3)
  })

  it('is never guessed: no spacing, uneven spacing, no measured screen', () => {
    expect(trueZoom(null, 3.8)).toBe('picture')
    expect(trueZoom(spacing(0.1, 0.2), 3.8)).toBe('uneven')
    expect(trueZoom(spacing(0.1), null)).toBe('screen')
  })
})
