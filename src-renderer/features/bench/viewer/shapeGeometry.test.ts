import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageId, MarkId } from '../../../../src-shared/domain/ids.ts'
import { outlineOfShape, type Point, type ShapeKind, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, composeAffine, invertAffine, type Affine } from '../overlay/geometry.ts'
import { shapeAt } from './shapeAt.ts'
import { boundsOf, cornersOf, gripAt, held, isWhole, pictureStep, shifted, withCorner, withoutPoint, withPoint } from './shapeGeometry.ts'

const size = { widthPx: 600, heightPx: 400 }
const coordinate = (most: number) => fc.double({ min: 0, max: most, noNaN: true })
const point: fc.Arbitrary<Point> = fc.tuple(coordinate(size.widthPx), coordinate(size.heightPx))
const shapeOf = (kind: ShapeKind, points: readonly Point[]): ShapeMark => ({
  markId: 'm' as MarkId,
  imageId: 'i' as ImageId,
  kind,
  points,
  label: null,
})
const shape: fc.Arbitrary<ShapeMark> = fc.oneof(
  fc.tuple(point, point).filter(([one, other]) => Math.abs(one[0] - other[0]) > 1 && Math.abs(one[1] - other[1]) > 1).map(([one, other]) => shapeOf('box', cornersOf(one, other))),
  fc.array(point, { minLength: 3, maxLength: 40 }).map((points) => shapeOf('polygon', points)),
  fc.array(point, { minLength: 2, maxLength: 40 }).map((points) => shapeOf('polyline', points)),
  point.map((place) => shapeOf('point', [place])),
)

/** Every way a picture can lie on the screen: quarter turns, both flips, zoom and pan, as one map. */
const view: fc.Arbitrary<Affine> = fc
  .record({ turns: fc.constantFrom(0, 1, 2, 3), flipX: fc.boolean(), flipY: fc.boolean(), zoom: fc.double({ min: 0.02, max: 60, noNaN: true }), x: fc.integer({ min: -4000, max: 4000 }), y: fc.integer({ min: -4000, max: 4000 }) })
  .map(({ turns, flipX, flipY, zoom, x, y }) => {
    const [cos, sin] = ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[turns] ?? [1, 0]
    const turned: Affine = [cos * zoom, sin * zoom, -sin * zoom, cos * zoom, 0, 0]
    return composeAffine([flipX ? -1 : 1, 0, 0, flipY ? -1 : 1, x, y], turned)
  })

const expectSame = ([x, y]: Point, [wantedX, wantedY]: Point, within = 1e-6): void => {
  expect(Math.abs(x - wantedX)).toBeLessThan(within)
  expect(Math.abs(y - wantedY)).toBeLessThan(within)
}

describe('a shape under every view', () => {
  it('picture to screen to picture is the identity for each of its points', () => {
    fc.assert(
      fc.property(shape, view, (mark, toCanvas) => {
        const back = invertAffine(toCanvas)
        if (back === null) throw new Error('Every view can be undone')
        for (const place of mark.points) expectSame(applyAffine(back, applyAffine(toCanvas, place)), place)
      }),
    )
  })

  it('drawn on the screen in one view, it lies on the same pixels in any other', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 20 }), view, view, (pixels, drawnIn, shownIn) => {
        const back = invertAffine(drawnIn) as Affine
        const mark = shapeOf('polygon', pixels.map((pixel) => applyAffine(back, applyAffine(drawnIn, pixel))))
        for (const [index, pixel] of pixels.entries()) expectSame(applyAffine(shownIn, mark.points[index] as Point), applyAffine(shownIn, pixel), 1e-3)
      }),
    )
  })

  it('is taken by its corners wherever they are shown', () => {
    fc.assert(
      fc.property(shape, view, fc.nat(), (mark, toCanvas, pick) => {
        const corners = outlineOfShape(mark)
        const at = applyAffine(toCanvas, corners[pick % corners.length] as Point)
        expect(gripAt(mark, at, toCanvas)?.kind).toBe('corner')
        expect(shapeAt([mark], at, toCanvas)).toBe(mark)
      }),
    )
  })

  it('a step along the screen is one pixel along an axis of the picture, in that direction', () => {
    fc.assert(
      fc.property(view, fc.constantFrom<Point>([1, 0], [-1, 0], [0, 1], [0, -1]), (toCanvas, direction) => {
        const [x, y] = pictureStep(invertAffine(toCanvas) as Affine, direction)
        expect(Math.abs(x) + Math.abs(y)).toBe(1)
        const along = [toCanvas[0] * x + toCanvas[2] * y, toCanvas[1] * x + toCanvas[3] * y] as const
        expect(along[0] * direction[0] + along[1] * direction[1]).toBeGreaterThan(0)
      }),
    )
  })
})

describe('a change of a shape', () => {
  it('moved, it keeps its form and stays in the picture', () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }), (mark, byX, byY) => {
        const moved = shifted(mark, [byX, byY], size)
        const { left, top, right, bottom } = boundsOf(moved)
        expect(Math.min(left, top, size.widthPx - right, size.heightPx - bottom)).toBeGreaterThan(-1e-9)
        const [start, movedStart] = [mark.points[0] as Point, moved.points[0] as Point]
        const by: Point = [movedStart[0] - start[0], movedStart[1] - start[1]]
        for (const [index, [x, y]] of mark.points.entries()) expectSame(moved.points[index] as Point, [x + by[0], y + by[1]])
      }),
    )
  })

  it('a dragged corner goes where the pointer is; a box stays a box', () => {
    fc.assert(
      fc.property(shape, fc.nat(), point, (mark, pick, to) => {
        const corners = outlineOfShape(mark)
        const index = pick % corners.length
        const changed = held(mark, { kind: 'corner', index }, [corners[index] as Point, to], size)
        expect(outlineOfShape(changed)).toContainEqual(to)
        if (mark.kind === 'box') expect(outlineOfShape(changed)).toContainEqual(corners[(index + 2) % 4])
        expect(changed).toEqual(withCorner(mark, index, to))
      }),
    )
  })

  it('a point that was added and taken away again leaves the shape as it was', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 30 }), fc.nat(), point, (points, pick, to) => {
        const mark = shapeOf('polygon', points)
        const index = pick % points.length
        expect(withoutPoint(withPoint(mark, index, to), index + 1)).toEqual(mark)
      }),
    )
  })

  it('never has too few or too many points', () => {
    expect(withoutPoint(shapeOf('polygon', [[0, 0], [1, 0], [1, 1]]), 1)).toBeNull()
    expect(withoutPoint(shapeOf('polyline', [[0, 0], [1, 0]]), 1)).toBeNull()
    expect(withoutPoint(shapeOf('box', [[0, 0], [1, 1]]), 1)).toBeNull()
    expect(isWhole(shapeOf('box', [[4, 4], [4, 9]]))).toBe(false)
    expect(isWhole(shapeOf('polyline', Array.from({ length: 2001 }, (): Point => [0, 0])))).toBe(false)
  })

  it('a click inside takes the smaller of two shapes, and none outside', () => {
    const [outer, inner] = [shapeOf('box', [[0, 0], [400, 400]]), shapeOf('polygon', [[100, 100], [300, 100], [300, 300], [100, 300]])]
    expect(shapeAt([outer, inner], [200, 200], [1, 0, 0, 1, 0, 0])).toBe(inner)
    expect(shapeAt([inner, outer], [50, 200], [1, 0, 0, 1, 0, 0])).toBe(outer)
    expect(shapeAt([inner, outer], [500, 200], [1, 0, 0, 1, 0, 0])).toBeNull()
  })
})
