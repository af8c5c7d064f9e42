import { describe, expect, it } from 'vitest'
import { isUnsure, unsurePlaces } from '../../src-shared/domain/outlineCertainty.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { boundaryCertainty } from './boundary.ts'

const side = 64
const box = { leftPx: 0, topPx: 0, widthPx: 640, heightPx: 640 }
const circle: readonly Point[] = Array.from({ length: 200 }, (_, index) => [320 + 200 * Math.cos((index / 100) * Math.PI), 320 + 200 * Math.sin((index / 100) * Math.PI)])

/** A disc whose edge is as soft as `softness` cells on its right half, and sharp on its left. */
const grid = (softness: number) => ({
  widthPx: side,
  heightPx: side,
  mask: Float32Array.from({ length: side * side }, (_, index) => {
    const [x, y] = [(index % side) + 0.5 - 32, Math.floor(index / side) + 0.5 - 32]
    return 1 / (1 + Math.exp((Math.hypot(x, y) - 20) / (x > 0 ? softness : 0.3)))
  }),
})

describe('how unsure an outline is', () => {
  it('grows with the softness of its edge, and says where', () => {
    const shares = [0.3, 1, 2].map((softness) => boundaryCertainty(grid(softness), { polygon: circle, box })?.expectedErrorShare ?? -1)
    expect(shares).toEqual(shares.toSorted((one, two) => one - two))
    expect(new Set(shares).size).toBe(3)
    const soft = boundaryCertainty(grid(2), { polygon: circle, box })
    const segmentation = { areaFraction: 0.3, polygon: circle, boundary: soft }
    const places = unsurePlaces(segmentation)
    expect(places.length).toBeGreaterThan(20)
    expect(places.every(([x]) => x > 310)).toBe(true)
    expect(isUnsure(segmentation)).toBe(true)
  })

  it('is the same for a part of the photo, and tells nothing where there is no outline', () => {
    const moved = circle.map(([x, y]): Point => [x + 100, y + 50])
    const part = boundaryCertainty(grid(1), { polygon: moved, box: { ...box, leftPx: 100, topPx: 50 } })
    expect(part?.expectedErrorShare).toBe(boundaryCertainty(grid(1), { polygon: circle, box })?.expectedErrorShare)
    expect(boundaryCertainty(grid(1), { polygon: [], box })).toBeNull()
    expect([isUnsure(null), isUnsure({ areaFraction: 0.3, polygon: circle })]).toEqual([false, false])
  })
})
