import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import {
  affineThrough,
  applyAffine,
  clampToPicture,
  composeAffine,
  distanceToSegment,
  gridToPicture,
  identity,
  invertAffine,
  isMirrored,
  orientationOf,
  zoomOf,
  type Affine,
} from './geometry.ts'

interface View {
  readonly zoom: number
  readonly degrees: number
  readonly flipHorizontal: boolean
  readonly flipVertical: boolean
  readonly centre: Point
  readonly canvas: Point
}

/** What a viewport does to a picture point, step by step and without matrices: the reference of these tests. */
function shown(view: View, [x, y]: Point): Point {
  const radians = (view.degrees * Math.PI) / 180
  const fromCentreX = (x - view.centre[0]) * view.zoom
  const fromCentreY = (y - view.centre[1]) * view.zoom
  const turnedX = fromCentreX * Math.cos(radians) - fromCentreY * Math.sin(radians)
  const turnedY = fromCentreX * Math.sin(radians) + fromCentreY * Math.cos(radians)
  return [
    view.canvas[0] / 2 + (view.flipHorizontal ? -turnedX : turnedX),
    view.canvas[1] / 2 + (view.flipVertical ? -turnedY : turnedY),
  ]
}

const sample = (view: View): Affine => affineThrough(shown(view, [0, 0]), shown(view, [1, 0]), shown(view, [0, 1]))

const coordinate = fc.double({ min: -5000, max: 5000, noNaN: true })
const point: fc.Arbitrary<Point> = fc.tuple(coordinate, coordinate)
const view: fc.Arbitrary<View> = fc.record({
  zoom: fc.double({ min: 0.02, max: 40, noNaN: true }),
  degrees: fc.oneof(fc.constantFrom(0, 90, 180, 270), fc.double({ min: 0, max: 360, noNaN: true })),
  flipHorizontal: fc.boolean(),
  flipVertical: fc.boolean(),
  centre: point,
  canvas: fc.tuple(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 4000 })),
})

function expectNear(actual: Point, expected: Point, scale: number): void {
  const tolerance = 1e-6 * Math.max(1, scale)
  expect(Math.abs(actual[0] - expected[0])).toBeLessThan(tolerance)
  expect(Math.abs(actual[1] - expected[1])).toBeLessThan(tolerance)
}

describe('picture to canvas, under every rotation, flip, zoom and pan', () => {
  it('agrees at every point with the viewport it was sampled from', () => {
    fc.assert(
      fc.property(view, point, (seen, at) => {
        expectNear(applyAffine(sample(seen), at), shown(seen, at), seen.zoom)
      }),
    )
  })

  it('comes back to the same picture point', () => {
    fc.assert(
      fc.property(view, point, (seen, at) => {
        const map = sample(seen)
        const back = invertAffine(map)
        expect(back).not.toBeNull()
        if (back !== null) expectNear(applyAffine(back, applyAffine(map, at)), at, 1 / seen.zoom)
      }),
    )
  })

  it('reads the zoom whatever the rotation, and the mirror only from one flip', () => {
    fc.assert(
      fc.property(view, (seen) => {
        expect(zoomOf(sample(seen)) / seen.zoom).toBeCloseTo(1, 5)
        expect(isMirrored(sample(seen))).toBe(seen.flipHorizontal !== seen.flipVertical)
      }),
    )
  })

  it('is named by a quarter turn and a mirror image that show the same', () => {
    const quarters = fc.record({ zoom: fc.double({ min: 0.02, max: 40, noNaN: true }), degrees: fc.constantFrom(0, 90, 180, 270), flipHorizontal: fc.boolean(), flipVertical: fc.boolean(), centre: point, canvas: fc.constant([10, 10] as const) })
    fc.assert(
      fc.property(quarters, point, (seen, at) => {
        const { rotationDeg, flipped } = orientationOf(sample(seen))
        const named: View = { ...seen, degrees: rotationDeg, flipHorizontal: flipped, flipVertical: false }
        expectNear(shown(named, at), shown(seen, at), seen.zoom * 10_000)
      }),
    )
  })

  it('lays a map cell where its part of the picture is shown', () => {
    const region = fc.record({
      xPx: fc.integer({ min: 0, max: 400 }),
      yPx: fc.integer({ min: 0, max: 400 }),
      widthPx: fc.integer({ min: 1, max: 3000 }),
      heightPx: fc.integer({ min: 1, max: 3000 }),
    })
    fc.assert(
      fc.property(view, region, fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }), (seen, area, column, row) => {
        const toCanvas = composeAffine(sample(seen), gridToPicture(area, 14, 14))
        const corner: Point = [area.xPx + (column / 14) * area.widthPx, area.yPx + (row / 14) * area.heightPx]
        expectNear(applyAffine(toCanvas, [column, row]), shown(seen, corner), seen.zoom)
      }),
    )
  })
})

describe('composition and inversion', () => {
  it('leaves a map alone when composed with nothing', () => {
    fc.assert(
      fc.property(view, point, (seen, at) => {
        const map = sample(seen)
        expectNear(applyAffine(composeAffine(map, identity), at), applyAffine(composeAffine(identity, map), at), seen.zoom)
      }),
    )
  })

  it('refuses to invert a squashed plane', () => {
    expect(invertAffine([0, 0, 0, 0, 3, 4])).toBeNull()
    expect(invertAffine([1, 2, 2, 4, 0, 0])).toBeNull()
    expect(invertAffine([Number.NaN, 0, 0, 1, 0, 0])).toBeNull()
  })
})

describe('distance to a line', () => {
  it('is measured to the nearer end beyond the ends, and survives a line of no length', () => {
    expect(distanceToSegment([5, 3], [0, 0], [10, 0])).toBe(3)
    expect(distanceToSegment([-3, 4], [0, 0], [10, 0])).toBe(5)
    expect(distanceToSegment([3, 4], [0, 0], [0, 0])).toBe(5)
  })
})

describe('clamping', () => {
  it('keeps a point inside and moves one outside to the edge', () => {
    expect(clampToPicture([3, 4], 10, 10)).toEqual([3, 4])
    expect(clampToPicture([-3, 14], 10, 12)).toEqual([0, 12])
  })
})
