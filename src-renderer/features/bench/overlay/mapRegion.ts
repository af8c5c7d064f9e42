import type { PredictionView } from '../../../../src-shared/contract/bench.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { Rectangle } from './geometry.ts'

/** Share of the box's longer side by which a classifier's tongue region is grown (docs/model-format.md). */
const regionMargin = 0.05

/**
 * The rectangle of the picture that a label's map covers: films are read whole; a tongue's classifier saw the box of
 * the mask, grown on every side and cut at the picture's edge.
 */
export function mapRegion(prediction: PredictionView, image: Pick<ImageView, 'widthPx' | 'heightPx'>): Rectangle {
  const outline = prediction.segmentation?.polygon ?? []
  if (outline.length === 0) return { xPx: 0, yPx: 0, widthPx: image.widthPx, heightPx: image.heightPx }
  const left = Math.floor(Math.min(...outline.map(([x]) => x)))
  const top = Math.floor(Math.min(...outline.map(([, y]) => y)))
  const right = Math.ceil(Math.max(...outline.map(([x]) => x)))
  const bottom = Math.ceil(Math.max(...outline.map(([, y]) => y)))
  const grow = Math.floor(regionMargin * Math.max(right - left, bottom - top) + 0.5)
  const xPx = Math.max(0, left - grow)
  const yPx = Math.max(0, top - grow)
  return {
    xPx,
    yPx,
    widthPx: Math.min(image.widthPx, right + grow) - xPx,
    heightPx: Math.min(image.heightPx, bottom + grow) - yPx,
  }
}
