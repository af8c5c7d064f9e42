import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from './mark.ts'
import { crossesItself } from './selfCrossing.ts'

/** Corners seen from a middle in order of their angle: such a line never crosses itself. */
const star = fc.tuple(fc.array(fc.integer({ min: 5, max: 400 }), { minLength: 3, maxLength: 40 }), fc.integer({ min: 0, max: 39 })).map(([reaches, start]): readonly Point[] => {
  const corners = reaches.map((reach, index): Point => [500 + reach * Math.cos((2 * Math.PI * index) / reaches.length), 500 + reach * Math.sin((2 * Math.PI * index) / reaches.length)])
  return [...corners.slice(start % corners.length), ...corners.slice(0, start % corners.length)]
})

describe('a closed line', () => {
  it('whose corners go around a middle does not cross itself, in either direction', () => {
    fc.assert(
      fc.property(star, (corners) => {
        expect(crossesItself(corners)).toBe(false)
        expect(crossesItself(corners.toReversed())).toBe(false)
        expect(crossesItself([...corners, corners[0] ?? [0, 0]])).toBe(false)
      }),
    )
  })

  it('that goes around twice crosses itself, wherever it begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 0, max: 40 }), (half, start) => {
        const count = 2 * half + 1
        // Every second corner of a regular figure of odd count.
        const corners = Array.from({ length: count }, (_, index): Point => [100 * Math.cos((4 * Math.PI * (index + start)) / count), 100 * Math.sin((4 * Math.PI * (index + start)) / count)])
        expect(crossesItself(corners)).toBe(count > 3)
      }),
    )
  })

  it.each<[string, readonly Point[], boolean]>([
    ['a bow', [[0, 0], [10, 10], [10, 0], [0, 10]], true],
    ['a bow whose knot is a corner of both halves, gone straight through', [[0, 0], [5, 5], [10, 10], [10, 0], [5, 5], [0, 10]], true],
    ['two halves that touch at a corner', [[0, 0], [5, 5], [10, 0], [10, 10], [5, 5], [0, 10]], false],
    ['a corner upon another edge', [[0, 0], [10, 0], [10, 10], [5, 0], [0, 10]], true],
    ['a thorn without width', [[0, 0], [10, 0], [10, 10], [10, 20], [10, 10], [0, 10]], true],
    ['an edge gone twice', [[0, 0], [10, 0], [10, 10], [20, 10], [20, 20], [10, 20], [10, 10], [10, 0], [0, 5]], true],
    ['a square with a doubled corner', [[0, 0], [0, 0], [10, 0], [10, 10], [10, 10], [0, 10]], false],
    ['corners on one line', [[0, 0], [5, 0], [10, 0]], true],
    ['a notch', [[0, 0], [10, 0], [10, 10], [5, 1], [0, 10]], false],
  ])('%s', (_, corners, crosses) => {
    expect(crossesItself(corners)).toBe(crosses)
    expect(crossesItself(corners.map(([x, y]): Point => [y, x]))).toBe(crosses)
    expect(crossesItself(corners.toReversed())).toBe(crosses)
  })
})
