import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, composeAffine, invertAffine, isMirrored, zoomOf, type Affine } from '../overlay/geometry.ts'
import { createLens, lensAffine, lensFactors, lensPlace, lensSidePx } from './lens.ts'

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
/** Every zoom, quarter turn, flip and pan. */
const view: fc.Arbitrary<Affine> = fc
  .record({ zoom: number(0.05, 20), turn: fc.constantFrom(0, 1, 2, 3), flipX: fc.boolean(), flipY: fc.boolean(), move: fc.tuple(number(-3000, 3000), number(-3000, 3000)) })
  .map(({ zoom, turn, flipX, flipY, move }) => {
    const [cos, sin] = [Math.cos((turn * Math.PI) / 2) * zoom, Math.sin((turn * Math.PI) / 2) * zoom]
    return composeAffine([flipX ? -1 : 1, 0, 0, flipY ? -1 : 1, ...move], [cos, sin, -sin, cos, 0, 0])
  })
const place: fc.Arbitrary<Point> = fc.tuple(number(0, 2000), number(0, 2000))
const factor = fc.constantFrom(...lensFactors)

describe('the magnifier', () => {
  it('has the picture point under the pointer in its middle, whatever the view', () => {
    fc.assert(
      fc.property(view, place, factor, (toCanvas, at, times) => {
        const back = invertAffine(toCanvas)
        if (back === null) return
        const [x, y] = applyAffine(lensAffine(toCanvas, at, times), applyAffine(back, at))
        expect(x).toBeCloseTo(lensSidePx / 2, 4)
        expect(y).toBeCloseTo(lensSidePx / 2, 4)
      }),
    )
  })

  it('turns and mirrors as the picture does, and is so many times larger', () => {
    fc.assert(
      fc.property(view, place, factor, (toCanvas, at, times) => {
        const lens = lensAffine(toCanvas, at, times)
        expect(isMirrored(lens)).toBe(isMirrored(toCanvas))
        expect(zoomOf(lens) / zoomOf(toCanvas)).toBeCloseTo(times, 6)
      }),
    )
  })

  it('lies inside the pane wherever it looks', () => {
    fc.assert(
      fc.property(place, number(lensSidePx, 4000), number(lensSidePx, 4000), (at, width, height) => {
        const [left, top] = lensPlace(at, [width, height])
        expect(left).toBeGreaterThanOrEqual(0)
        expect(top).toBeGreaterThanOrEqual(0)
        expect(left + lensSidePx).toBeLessThanOrEqual(width + 1e-9)
        expect(top + lensSidePx).toBeLessThanOrEqual(height + 1e-9)
      }),
    )
  })

  it('follows the picture and tells whoever draws in it', () => {
    let state = { toCanvas: [1, 0, 0, 1, 0, 0] as Affine, window: { centre: 1, width: 2 }, inverted: false }
    const told = new Set<() => void>()
    const lens = createLens({ state: () => state, subscribe: (changed) => (told.add(changed), () => told.delete(changed)) })
    expect(lens.picture.state()).toBeNull()
    lens.change({ shown: true, at: [10, 20], factor: 3 })
    expect(lens.picture.state()).toBe(lens.picture.state())
    expect(lens.picture.state()?.toCanvas).toEqual([3, 0, 0, 3, 120, 90])
    state = { ...state, inverted: true }
    expect(lens.picture.state()?.inverted).toBe(true)
    let calls = 0
    const end = lens.picture.subscribe(() => (calls += 1))
    lens.change({ factor: 2 })
    for (const changed of told) changed()
    end()
    lens.change({ factor: 4 })
    expect([calls, told.size]).toEqual([2, 0])
  })
})
