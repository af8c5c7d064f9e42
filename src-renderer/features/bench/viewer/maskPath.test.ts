import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { emptyMask, isFilled, maskArea, strokedMask, type Mask } from '../../../../src-shared/domain/mask.ts'
import { applyAffine, composeAffine, invertAffine, type Affine } from '../overlay/geometry.ts'
import { bordersOf, boxesOf } from './maskPath.ts'

const size = { widthPx: 40, heightPx: 30 }
const place: fc.Arbitrary<Point> = fc.tuple(fc.double({ min: 0, max: 40, noNaN: true }), fc.double({ min: 0, max: 30, noNaN: true }))
const stroke = fc.record({ from: place, to: place, radiusPx: fc.double({ min: 0.5, max: 9, noNaN: true }), erase: fc.boolean() })
const mask = fc.array(stroke, { minLength: 1, maxLength: 6 }).map((strokes) => strokes.reduce(strokedMask, emptyMask(size)))

/** Quarter turns, both flips, zoom and pan. */
const view: fc.Arbitrary<Affine> = fc
  .record({ turns: fc.constantFrom(0, 1, 2, 3), flipX: fc.boolean(), flipY: fc.boolean(), zoom: fc.double({ min: 0.05, max: 40, noNaN: true }), x: fc.integer({ min: -3000, max: 3000 }), y: fc.integer({ min: -3000, max: 3000 }) })
  .map(({ turns, flipX, flipY, zoom, x, y }) => {
    const [cos, sin] = ([[1, 0], [0, 1], [-1, 0], [0, -1]] as const)[turns] ?? [1, 0]
    return composeAffine([flipX ? -1 : 1, 0, 0, flipY ? -1 : 1, x, y], [cos * zoom, sin * zoom, -sin * zoom, cos * zoom, 0, 0])
  })

const middles = (of: Mask): readonly Point[] =>
  Array.from({ length: size.widthPx * size.heightPx }, (_, index) => [(index % size.widthPx) + 0.5, Math.floor(index / size.widthPx) + 0.5] as const).filter((point) => isFilled(of, point))

describe('a mask on the screen', () => {
  it('is covered by its boxes, each pixel once', () => {
    fc.assert(
      fc.property(mask, (painted) => {
        const boxes = boxesOf(painted)
        expect(boxes.reduce((sum, [, , width, height]) => sum + width * height, 0)).toBe(maskArea(painted))
        for (const [x, y, width, height] of boxes) {
          for (const corner of [[x, y], [x + width - 1, y + height - 1]] as const) expect(isFilled(painted, corner)).toBe(true)
        }
      }),
    )
  })

  it('has a border wherever inside meets outside, and nowhere else', () => {
    fc.assert(
      fc.property(mask, (painted) => {
        const drawn = new Set<string>()
        for (const [fromX, fromY, toX, toY] of bordersOf(painted)) {
          for (let x = fromX; x < toX; x += 1) drawn.add(`${x} ${fromY} right`)
          for (let y = fromY; y < toY; y += 1) drawn.add(`${fromX} ${y} down`)
        }
        const at = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < size.widthPx && y < size.heightPx && isFilled(painted, [x, y])
        for (let y = 0; y <= size.heightPx; y += 1) {
          for (let x = 0; x <= size.widthPx; x += 1) {
            if (x < size.widthPx) expect(drawn.has(`${x} ${y} right`)).toBe(at(x, y) !== at(x, y - 1))
            if (y < size.heightPx) expect(drawn.has(`${x} ${y} down`)).toBe(at(x, y) !== at(x - 1, y))
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('painted in one view, it covers the same pixels in any other', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 8 }), view, view, fc.double({ min: 1, max: 9, noNaN: true }), (way, paintedIn, shownIn, radiusPx) => {
        const back = invertAffine(paintedIn) as Affine
        const throughScreen = way.map((point) => applyAffine(back, applyAffine(paintedIn, point)))
        const paint = (points: readonly Point[]): Mask =>
          points.slice(1).reduce((before, to, index) => strokedMask(before, { from: points[index] ?? to, to, radiusPx, erase: false }), emptyMask(size))
        const [wanted, found] = [middles(paint(way)), new Set(middles(paint(throughScreen)).map(String))]
        // Rounding may decide a pixel whose centre lies on the very rim.
        expect(wanted.filter((point) => !found.has(String(point))).length).toBeLessThanOrEqual(1)
        for (const point of wanted) {
          const shown = applyAffine(invertAffine(shownIn) as Affine, applyAffine(shownIn, point))
          expect(Math.hypot(shown[0] - point[0], shown[1] - point[1])).toBeLessThan(1e-6)
        }
      }),
      { numRuns: 60 },
    )
  })
})
