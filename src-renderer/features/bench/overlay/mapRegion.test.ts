import { describe, expect, it } from 'vitest'
import type { PredictionView } from '../../../../src-shared/contract/bench.ts'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { mapRegion } from './mapRegion.ts'

const prediction = (polygon: readonly Point[] | null): PredictionView =>
  ({ segmentation: polygon === null ? null : { areaFraction: 0.2, polygon } }) as PredictionView

describe('where a map lies', () => {
  it('is the whole film', () => {
    expect(mapRegion(prediction(null), { widthPx: 30, heightPx: 20 })).toEqual({ xPx: 0, yPx: 0, widthPx: 30, heightPx: 20 })
  })

  it('is the tongue’s box with its margin', () => {
    const box: readonly Point[] = [[100, 50], [300, 50], [300, 350], [100, 350]]
    expect(mapRegion(prediction(box), { widthPx: 640, heightPx: 480 })).toEqual({ xPx: 85, yPx: 35, widthPx: 230, heightPx: 330 })
  })

  it('is cut at the edge of the photo', () => {
    const box: readonly Point[] = [[2, 3], [98, 3], [98, 99], [2, 99]]
    expect(mapRegion(prediction(box), { widthPx: 100, heightPx: 100 })).toEqual({ xPx: 0, yPx: 0, widthPx: 100, heightPx: 100 })
  })
})
