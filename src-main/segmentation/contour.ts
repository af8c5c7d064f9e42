import { contourFrom } from '../../src-shared/domain/contour.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import type { Mask } from '../imaging/preprocess.ts'

/** Outer contour of a mask with one 4-connected component, clockwise from its topmost row. Empty for an empty mask. */
export function outerContour({ widthPx, heightPx, data }: Mask): Point[] {
  const first = data.indexOf(255)
  if (first < 0) return []
  return contourFrom(first % widthPx, Math.floor(first / widthPx), (x, y) => x >= 0 && y >= 0 && x < widthPx && y < heightPx && data[y * widthPx + x] === 255)
}
