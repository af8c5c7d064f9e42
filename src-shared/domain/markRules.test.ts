import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageId, MarkId } from './ids.ts'
import { pointLimits, shapeKinds, type Point, type ShapeKind, type ShapeMark } from './mark.ts'
import { faultOf } from './markRules.ts'

const size = { widthPx: 640, heightPx: 480 }
const kind = fc.constantFrom(...shapeKinds)
const shape = (of: ShapeKind, points: readonly Point[]): ShapeMark => ({ markId: 'm' as MarkId, imageId: 'i' as ImageId, kind: of, points, label: null })
const inside: fc.Arbitrary<Point> = fc.tuple(fc.double({ min: 0, max: 640, noNaN: true }), fc.double({ min: 0, max: 480, noNaN: true }))
const anything: fc.Arbitrary<Point> = fc.tuple(fc.double(), fc.double())

describe('a mark on its picture', () => {
  it('is taken wherever its points lie on the picture, its edges with it', () => {
    fc.assert(fc.property(fc.array(inside, { minLength: 3, maxLength: 50 }), (points) => faultOf(shape('polygon', points), size) === null))
    expect(faultOf(shape('box', [[0, 0], [640, 480]]), size)).toBeNull()
    expect(faultOf(shape('point', [[640, 0]]), size)).toBeNull()
  })

  it('is refused as outside for a single point beyond any edge', () => {
    const beyond = fc.oneof(
      fc.double({ min: 640, minExcluded: true, max: 1e300, noNaN: true }).map((x): Point => [x, 1]),
      // Excluding 0 would leave -0, which lies on the edge.
      fc.double({ max: -Number.MIN_VALUE, min: -1e300, noNaN: true }).map((y): Point => [1, y]),
    )
    fc.assert(
      fc.property(fc.array(inside, { minLength: 3, maxLength: 20 }), beyond, fc.nat(), (points, far, place) => {
        expect(faultOf(shape('polygon', points.toSpliced(place % points.length, 0, far)), size)).toBe('outside')
      }),
    )
  })

  it('takes exactly the finite, counted and enclosed ones of whatever is handed to it', () => {
    fc.assert(
      fc.property(kind, fc.array(fc.oneof(inside, anything), { maxLength: 12 }), (of, points) => {
        const [least, most] = pointLimits[of]
        const counted = points.length >= least && points.length <= most && points.flat().every(Number.isFinite)
        const fault = faultOf(shape(of, points), size)
        if (!counted) expect(fault).toBe('points')
        if (fault !== null) return
        expect(points.every(([x, y]) => x >= 0 && x <= 640 && y >= 0 && y <= 480)).toBe(true)
        if (of === 'box') expect((points[1]?.[0] ?? 0) - (points[0]?.[0] ?? 0)).toBeGreaterThan(0)
      }),
    )
  })
})
