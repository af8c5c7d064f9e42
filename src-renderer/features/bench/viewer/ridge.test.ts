import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { ridgeNear, type Greys } from './ridge.ts'

const side = 160

/** A dark film with a bright line (sigma 1.5 px) through a point at an angle, over a slow change of grey. */
function film(through: Point, angle: number, { inverted = false }: { readonly inverted?: boolean } = {}): Greys {
  const samples = Float64Array.from({ length: side * side }, (_, index) => {
    const [x, y] = [(index % side) + 0.5, Math.floor(index / side) + 0.5]
    const away = (x - through[0]) * -Math.sin(angle) + (y - through[1]) * Math.cos(angle)
    const value = 60 + 0.2 * x + 0.1 * y + 60 * Math.exp(-(away * away) / (2 * 1.5 * 1.5))
    return inverted ? 255 - value : value
  })
  return { samples, widthPx: side, heightPx: side, inverted }
}

const distanceTo = (place: Point, through: Point, angle: number): number =>
  Math.abs((place[0] - through[0]) * -Math.sin(angle) + (place[1] - through[1]) * Math.cos(angle))

describe('the ridge of a tube', () => {
  it('is found within half a pixel from every place within reach, bright or dark on its film', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: Math.PI, noNaN: true }), fc.double({ min: -6, max: 6, noNaN: true }), fc.boolean(), (angle, away, inverted) => {
        const through: Point = [80.3, 79.6]
        const at: Point = [through[0] - away * Math.sin(angle), through[1] + away * Math.cos(angle)]
        const found = ridgeNear(film(through, angle, { inverted }), at, 10)
        expect(found).not.toBeNull()
        expect(distanceTo(found ?? [0, 0], through, angle)).toBeLessThan(0.5)
      }),
      { numRuns: 60 },
    )
  })

  it('is none where nothing stands out, or where it is out of reach', () => {
    const flat: Greys = { samples: new Float64Array(side * side).fill(80), widthPx: side, heightPx: side, inverted: false }
    expect(ridgeNear(flat, [80, 80], 10)).toBeNull()
    expect(ridgeNear(film([80, 80], 0), [80, 110], 10)).toBeNull()
  })

  it('does not take a spot for a line, and stays on the film at its edge', () => {
    const spot = Float64Array.from({ length: side * side }, (_, index) => 60 + 90 * Math.exp(-(((index % side) - 80) ** 2 + (Math.floor(index / side) - 80) ** 2) / 8))
    const found = ridgeNear({ samples: spot, widthPx: side, heightPx: side, inverted: false }, [80, 80], 4)
    expect(found).toBeNull()
    const atEdge = ridgeNear(film([0.4, 80], Math.PI / 2), [2, 80], 6)
    expect(atEdge === null || (atEdge[0] >= 0 && atEdge[0] <= side)).toBe(true)
  })
})
