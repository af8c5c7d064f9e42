import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from './mark.ts'
import { columnRuns, decodeMask, emptyMask, encodeMask, isFilled, maskArea, maskBounds, movedMask, strokedMask, type Mask, type Stroke } from './mask.ts'

const size = { widthPx: 47, heightPx: 31 }
const place: fc.Arbitrary<Point> = fc.tuple(fc.double({ min: -9, max: 56, noNaN: true }), fc.double({ min: -9, max: 40, noNaN: true }))
const stroke: fc.Arbitrary<Stroke> = fc.record({ from: place, to: place, radiusPx: fc.double({ min: 0.3, max: 14, noNaN: true }), erase: fc.boolean() })
const mask = fc.array(stroke, { maxLength: 8 }).map((strokes) => strokes.reduce(strokedMask, emptyMask(size)))

const pixels = (of: Mask): readonly boolean[] =>
  Array.from({ length: size.widthPx * size.heightPx }, (_, index) => isFilled(of, [index % size.widthPx, Math.floor(index / size.widthPx)]))

/** Straight from the definition: is the pixel's centre within the radius of the segment? */
function under({ from, to, radiusPx }: Stroke, [x, y]: Point): number {
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]]
  const squared = alongX * alongX + alongY * alongY
  const share = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - from[0]) * alongX + (y - from[1]) * alongY) / squared))
  return Math.hypot(x - from[0] - share * alongX, y - from[1] - share * alongY) - radiusPx
}

describe('a painted mask', () => {
  it('holds exactly the pixels whose centres lie under the brush', () => {
    fc.assert(
      fc.property(mask, stroke, (before, next) => {
        const [old, now] = [pixels(before), pixels(strokedMask(before, next))]
        for (const [index, filled] of now.entries()) {
          const distance = under(next, [(index % size.widthPx) + 0.5, Math.floor(index / size.widthPx) + 0.5])
          // On the very rim rounding decides.
          if (Math.abs(distance) > 1e-6) expect(filled).toBe(distance < 0 ? !next.erase : old[index])
        }
      }),
    )
  })

  it('is kept without a loss, in rows that are in order', () => {
    fc.assert(
      fc.property(mask, (painted) => {
        const text = encodeMask(painted)
        const read = decodeMask(text, size)
        expect(read?.rows).toEqual(painted.rows)
        expect(encodeMask(read as Mask)).toBe(text)
        for (const row of painted.rows) expect(row.every((at, index) => index === 0 || at > (row[index - 1] ?? 0))).toBe(true)
        expect(maskArea(painted)).toBe(pixels(painted).filter(Boolean).length)
      }),
    )
  })

  it('is refused as text that was never written for this size', () => {
    const whole = encodeMask(strokedMask(emptyMask(size), { from: [20, 15], to: [20, 15], radiusPx: 5, erase: false }))
    expect(decodeMask(whole, size)).not.toBeNull()
    const wrong = ['', ' ', '0', 'zzzzzzzzzz', `${whole} 1`, whole.replace(' ', '  '), `0${whole}`, whole.toUpperCase(), whole.replace(' ', ' 0 0 '), '-1 4', '1.5', whole.split(' ').slice(1).join(' ')]
    for (const text of wrong) expect(decodeMask(text, size), text).toBeNull()
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.nat(2000)).map((runs) => runs.map((run) => run.toString(36)).join(' '))), (text) => {
        const read = decodeMask(text, size)
        if (read !== null) expect(encodeMask(read)).toBe(text)
      }),
    )
  })

  it('moves as a whole; what leaves the picture is gone', () => {
    fc.assert(
      fc.property(mask, fc.integer({ min: -50, max: 50 }), fc.integer({ min: -40, max: 40 }), (painted, byX, byY) => {
        const moved = movedMask(painted, byX, byY)
        for (let y = 0; y < size.heightPx; y += 1) {
          for (let x = 0; x < size.widthPx; x += 1) {
            const [fromX, fromY] = [x - byX, y - byY]
            const was = fromX >= 0 && fromY >= 0 && fromX < size.widthPx && fromY < size.heightPx && isFilled(painted, [fromX, fromY])
            expect(isFilled(moved, [x, y])).toBe(was)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('counts column by column as COCO does, and knows its bounds', () => {
    const small = { widthPx: 3, heightPx: 2 }
    const painted: Mask = { ...small, rows: [[1, 3], [0, 1]] }
    expect(columnRuns(painted)).toEqual([1, 2, 1, 1, 1])
    expect(columnRuns(emptyMask(small))).toEqual([6])
    expect(columnRuns({ ...small, rows: [[0, 3], [0, 3]] })).toEqual([0, 6])
    expect(maskBounds(painted)).toEqual({ left: 0, top: 0, right: 3, bottom: 2 })
    expect(maskBounds(emptyMask(small))).toBeNull()
  })
})
