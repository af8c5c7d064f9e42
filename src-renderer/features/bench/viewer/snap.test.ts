import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageId, MarkId } from '../../../../src-shared/domain/ids.ts'
import type { Point, ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { snapped, straightened } from './snap.ts'

const size = { widthPx: 600, heightPx: 400 }
const place: fc.Arbitrary<Point> = fc.tuple(fc.double({ min: 0, max: 600, noNaN: true }), fc.double({ min: 0, max: 400, noNaN: true }))
const polygon = (points: readonly Point[]): ShapeMark => ({ markId: 'm' as MarkId, imageId: 'i' as ImageId, kind: 'polygon', points, label: null })

describe('a straight line', () => {
  it('runs along an axis or at 45°, and ends on the picture', () => {
    fc.assert(
      fc.property(place, place, fc.boolean(), (origin, to, diagonal) => {
        const [x, y] = straightened(origin, to, { size, diagonal })
        const [alongX, alongY] = [Math.abs(x - origin[0]), Math.abs(y - origin[1])]
        expect(Math.min(...(diagonal ? [] : [alongX, alongY]), Math.abs(alongX - alongY))).toBeLessThan(1e-9)
        expect(x >= 0 && x <= 600 && y >= 0 && y <= 400).toBe(true)
      }),
    )
  })

  it('keeps to what the pointer nearly points at', () => {
    expect(straightened([100, 100], [203, 96], { size, diagonal: false })).toEqual([203, 100])
    expect(straightened([100, 100], [98, 30], { size, diagonal: false })).toEqual([100, 30])
    expect(straightened([100, 100], [190, 210], { size, diagonal: false })).toEqual([200, 200])
    expect(straightened([500, 100], [600, 210], { size, diagonal: true })).toEqual([600, 200])
  })
})

describe('snapping', () => {
  const shape = polygon([[100, 100], [300, 100], [300, 300]])

  it('takes a corner before a side, a side before nothing', () => {
    expect(snapped([shape], [103, 102], 8)).toEqual([100, 100])
    expect(snapped([shape], [200, 105], 8)).toEqual([200, 100])
    expect(snapped([shape], [200, 205], 8)).toEqual([202.5, 202.5])
    expect(snapped([shape], [200, 150], 8)).toBeNull()
  })

  it('never moves a place further than its reach', () => {
    const shapes = fc.array(fc.array(place, { minLength: 3, maxLength: 9 }).map(polygon), { maxLength: 20 })
    fc.assert(
      fc.property(shapes, place, fc.double({ min: 0.1, max: 50, noNaN: true }), (others, at, reach) => {
        const found = snapped(others, at, reach)
        if (found !== null) expect(Math.hypot(found[0] - at[0], found[1] - at[1])).toBeLessThanOrEqual(reach)
      }),
    )
  })
})
