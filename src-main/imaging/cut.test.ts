import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutOut, mirroredRows } from './cut.ts'

describe('cutOut', () => {
  it('keeps the pixels of the box, wherever it lies', () => {
    const boxes = fc
      .record({ widthPx: fc.integer({ min: 1, max: 9 }), heightPx: fc.integer({ min: 1, max: 9 }), channels: fc.constantFrom(1 as const, 3 as const) })
      .chain(({ widthPx, heightPx, channels }) =>
        fc.record({
          size: fc.constant({ widthPx, heightPx, channels }),
          left: fc.integer({ min: 0, max: widthPx - 1 }),
          top: fc.integer({ min: 0, max: heightPx - 1 }),
        }),
      )
    fc.assert(
      fc.property(boxes, fc.nat(), fc.nat(), ({ size, left, top }, across, down) => {
        const data = Uint8Array.from({ length: size.widthPx * size.heightPx * size.channels }, (_, index) => index % 251)
        const box = { leftPx: left, topPx: top, widthPx: 1 + (across % (size.widthPx - left)), heightPx: 1 + (down % (size.heightPx - top)) }
        const cut = cutOut({ ...size, data }, box)
        const at = (row: number, column: number, channel: number): number => cut.data[(row * box.widthPx + column) * size.channels + channel] ?? -1
        for (let row = 0; row < box.heightPx; row += 1) {
          for (let column = 0; column < box.widthPx; column += 1) {
            for (let channel = 0; channel < size.channels; channel += 1) {
              expect(at(row, column, channel)).toBe((((top + row) * size.widthPx + left + column) * size.channels + channel) % 251)
            }
          }
        }
      }),
    )
  })
})

describe('mirroredRows', () => {
  it('turns every row over and leaves what it was given', () => {
    const values = Float32Array.of(1, 2, 3, 4, 5, 6)
    expect([...mirroredRows(values, 3)]).toEqual([3, 2, 1, 6, 5, 4])
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6])
  })
})
