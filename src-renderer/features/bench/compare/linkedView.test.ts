import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, composeAffine, isMirrored, zoomOf, type Affine } from '../overlay/geometry.ts'
import { groundOfAxis, groundOfPicture, isSameView, placingOf, relativeView, turnBetween } from './linkedView.ts'

const side = fc.integer({ min: 1, max: 8000 })
const picture = fc.record({ widthPx: side, heightPx: side })
const pane = fc.tuple(fc.integer({ min: 50, max: 4000 }), fc.integer({ min: 50, max: 3000 }))
const share = fc.double({ min: -0.5, max: 1.5, noNaN: true })
const looking = fc.record({
  zoom: fc.double({ min: 0.02, max: 40, noNaN: true }),
  quarters: fc.integer({ min: 0, max: 3 }),
  mirrored: fc.boolean(),
  centre: fc.tuple(share, share),
})

/** A view step by step: the point in the middle, then size, turn and mirror around it. */
function affineOf(at: { zoom: number; quarters: number; mirrored: boolean }, centre: Point, [width, height]: Point): Affine {
  const [cos, sin] = [[1, 0], [0, 1], [-1, 0], [0, -1]][at.quarters] as [number, number]
  const flip = at.mirrored ? -1 : 1
  const turn: Affine = [flip * cos * at.zoom, sin * at.zoom, -flip * sin * at.zoom, cos * at.zoom, width / 2, height / 2]
  return composeAffine(turn, [1, 0, 0, 1, -centre[0], -centre[1]])
}

describe('two linked pictures', () => {
  it('have the same relative point in the middle of their panes, equally large and turned, whatever is done to one', () => {
    fc.assert(
      fc.property(looking, fc.tuple(picture, picture), fc.tuple(pane, pane), (at, [one, other], [onePane, otherPane]) => {
        const led = affineOf(at, [at.centre[0] * one.widthPx, at.centre[1] * one.heightPx], onePane)
        const seen = relativeView(led, groundOfPicture(one), onePane)
        expect(seen).not.toBeNull()
        if (seen === null) return
        const { centre, zoom } = placingOf(seen, groundOfPicture(other), at.mirrored)
        const followed = affineOf({ ...at, zoom }, centre, otherPane)
        const middle = applyAffine(followed, [at.centre[0] * other.widthPx, at.centre[1] * other.heightPx])
        expect(Math.hypot(middle[0] - otherPane[0] / 2, middle[1] - otherPane[1] / 2)).toBeLessThan(1e-3)
        const areas = (zoomOf(followed) ** 2 * other.widthPx * other.heightPx) / (zoomOf(led) ** 2 * one.widthPx * one.heightPx)
        expect(areas).toBeCloseTo(1, 6)
        expect(isMirrored(followed)).toBe(isMirrored(led))
        const back = relativeView(followed, groundOfPicture(other), otherPane)
        expect(back !== null && isSameView(seen, back)).toBe(true)
      }),
    )
  })

  it('of one size in panes of one size show every point at the same place', () => {
    fc.assert(
      fc.property(looking, picture, pane, fc.tuple(share, share), (at, one, size, [x, y]) => {
        const led = affineOf(at, [at.centre[0] * one.widthPx, at.centre[1] * one.heightPx], size)
        const seen = relativeView(led, groundOfPicture(one), size)
        if (seen === null) return
        const { centre, zoom } = placingOf(seen, groundOfPicture(one), at.mirrored)
        const point: Point = [x * one.widthPx, y * one.heightPx]
        const [onX, onY] = applyAffine(led, point)
        const [alsoX, alsoY] = applyAffine(affineOf({ ...at, zoom }, centre, size), point)
        expect(Math.hypot(onX - alsoX, onY - alsoY)).toBeLessThan(1e-2)
      }),
    )
  })

  it('of two tongues show root on root and tip on tip, however each leans and is looked at', () => {
    const place = fc.tuple(fc.integer({ min: 100, max: 2000 }), fc.integer({ min: 100, max: 2000 }))
    const tongue = fc.record({ rootPx: place, lengthPx: fc.integer({ min: 50, max: 1500 }), leanDeg: fc.integer({ min: -40, max: 40 }) })
    const axisOf = ({ rootPx: [x, y], lengthPx, leanDeg }: { rootPx: Point; lengthPx: number; leanDeg: number }) => {
      const angle = (leanDeg * Math.PI) / 180
      return { rootPx: [x, y] as const, tipPx: [x + lengthPx * Math.sin(angle), y + lengthPx * Math.cos(angle)] as const }
    }
    /** Turned by any angle, clockwise; not mirrored. */
    const turnedTo = (zoom: number, degrees: number, centre: Point, [width, height]: Point): Affine => {
      const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
      return composeAffine([cos * zoom, sin * zoom, -sin * zoom, cos * zoom, width / 2, height / 2], [1, 0, 0, 1, -centre[0], -centre[1]])
    }
    fc.assert(
      fc.property(fc.tuple(tongue, tongue), pane, fc.record({ centre: place, zoom: fc.double({ min: 0.05, max: 8, noNaN: true }), rotation: fc.constantFrom(0, 90, 180, 270) }), ([one, other], size, { centre, zoom, rotation }) => {
        const [own, its] = [axisOf(one), axisOf(other)]
        const [leading, following] = [groundOfAxis(own), groundOfAxis(its)]
        const led = turnedTo(zoom, rotation, centre, size)
        const seen = relativeView(led, leading, size)
        if (seen === null) throw new Error('no view')
        const placed = placingOf(seen, following, false)
        const followed = turnedTo(placed.zoom, rotation + turnBetween(leading, following, false), placed.centre, size)
        for (const end of ['rootPx', 'tipPx'] as const) {
          const [x, y] = applyAffine(led, own[end])
          const [alsoX, alsoY] = applyAffine(followed, its[end])
          expect(Math.hypot(x - alsoX, y - alsoY)).toBeLessThan(1e-3 * Math.max(1, Math.hypot(x, y)))
        }
        const back = relativeView(followed, following, size)
        expect(back !== null && isSameView(seen, back)).toBe(true)
      }),
    )
  })

  it('tell a view from one that was moved, enlarged, turned or mirrored', () => {
    const size = { widthPx: 400, heightPx: 300 }
    const at = { zoom: 2, quarters: 0, mirrored: false }
    const view = (change: Partial<typeof at>, centre: Point = [200, 150]) => relativeView(affineOf({ ...at, ...change }, centre, [640, 480]), groundOfPicture(size), [640, 480])
    const plain = view({})
    if (plain === null) throw new Error('no view')
    for (const other of [view({ zoom: 2.01 }), view({ quarters: 1 }), view({ mirrored: true }), view({}, [201, 150])]) {
      expect(other === null || isSameView(plain, other)).toBe(false)
    }
    expect(isSameView(plain, { ...plain })).toBe(true)
  })

  it('are not followed from a pane without a size', () => {
    expect(relativeView([0, 0, 0, 0, 0, 0], groundOfPicture({ widthPx: 10, heightPx: 10 }), [0, 0])).toBeNull()
  })
})
