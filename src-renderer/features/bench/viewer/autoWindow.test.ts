import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { autoWindow } from './autoWindow.ts'
import { rangeOf } from './pixels.ts'

const types = [
  [Uint8Array, 0, 255],
  [Uint16Array, 0, 65_535],
  [Int16Array, -32_768, 32_767],
] as const

describe('the automatic window', () => {
  it('leaves out the letters and the air: 1 % on either side', () => {
    const film = Uint16Array.from({ length: 1000 }, (_, index) => (index < 9 ? 0 : index > 990 ? 65_535 : 1000 + index))
    expect(rangeOf(autoWindow(film))).toEqual({ lower: 1009, upper: 1989 })
  })

  it.each(types)('keeps at least 98 in 100 values inside, whatever the picture (%p)', (Type, min, max) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 400 }), (values) => {
        const { lower, upper } = rangeOf(autoWindow(Type.from(values)))
        const sorted = values.toSorted((one, other) => one - other)
        expect(values.filter((value) => value < lower).length).toBeLessThanOrEqual(values.length * 0.01)
        expect(values.filter((value) => value > upper + 1).length).toBeLessThanOrEqual(values.length * 0.01)
        expect(lower).toBeGreaterThanOrEqual((sorted[0] ?? 0) - 1)
        expect(upper).toBeLessThanOrEqual((sorted.at(-1) ?? 0) + 1)
        expect(upper - lower).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  it('has a width for a picture of one value', () => {
    expect(autoWindow(Uint8Array.of(7, 7, 7))).toEqual({ centre: 7, width: 1 })
  })
})
