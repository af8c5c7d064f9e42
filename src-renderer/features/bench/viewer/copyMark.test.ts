import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { ImageId, MarkId } from '../../../../src-shared/domain/ids.ts'
import type { Point, ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { faultOf } from '../../../../src-shared/domain/markRules.ts'
import { copyOfShape } from './copyMark.ts'

const picture = (imageId: string, widthPx: number, heightPx: number): ImageView => ({ imageId: imageId as ImageId, widthPx, heightPx }) as ImageView
const here = picture('here', 600, 400)
const place: fc.Arbitrary<Point> = fc.tuple(fc.double({ min: 0, max: 600, noNaN: true }), fc.double({ min: 0, max: 400, noNaN: true }))
const shape = (points: readonly Point[]): ShapeMark => ({
  markId: 'one' as MarkId, imageId: here.imageId, kind: 'polyline', points, label: { labelSet: 'chestxray14', label: 'mass' },
})

describe('a copied shape', () => {
  it('lies beside what it repeats, under an id of its own and with the label', () => {
    const mark = shape([[10, 10], [20, 30]])
    const copy = copyOfShape(mark, { from: here, to: here, others: [mark], offsetPx: 12 })
    expect(copy).toEqual({ ...mark, markId: copy.markId, points: [[22, 22], [32, 42]] })
    expect(copy.markId).not.toBe(mark.markId)
    expect(copyOfShape(mark, { from: here, to: here, others: [mark, copy], offsetPx: 12 }).points).toEqual([[34, 34], [44, 54]])
  })

  it('lies on the same pixels of another picture of the same size, on the same share of any other', () => {
    const mark = shape([[60, 40], [600, 400]])
    expect(copyOfShape(mark, { from: here, to: picture('there', 600, 400), others: [], offsetPx: 12 })).toMatchObject({ imageId: 'there', points: mark.points })
    expect(copyOfShape(mark, { from: here, to: picture('there', 1200, 200), others: [], offsetPx: 12 }).points).toEqual([[120, 20], [1200, 200]])
  })

  it('is always one that the store takes', () => {
    const target = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 })).map(([width, height]) => picture('there', width, height))
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 9 }), fc.oneof(target, fc.constant(here)), (points, to) => {
        const mark = shape(points)
        expect(faultOf(copyOfShape(mark, { from: here, to, others: [mark], offsetPx: 12 }), to)).toBeNull()
      }),
    )
  })
})
