import type { ImageView } from '../../src-shared/domain/image.ts'
import type { Point } from '../../src-shared/domain/mark.ts'
import { maskBounds } from '../../src-shared/domain/mask.ts'
import { maskOf } from './runLengths.ts'
import { readerOutline } from './tongueRegions.ts'
import type { PixelBox } from '../engine/protocol.ts'
import type { SignedCase } from '../store/signedCases.ts'

/** What is left around the tongue, as a share of its longer side: lips and some skin, no eyes. */
const marginShare = 0.15

/**
 * The part of a photo that may leave in a bundle or on a report, or null where nobody knows which part that is: a face is an
 * identifier, so a photo without an outline of the tongue stays here. The reader's own outline says it better than the model's.
 */
export function mouthOf({ run, marks }: Pick<SignedCase, 'run' | 'marks'>, image: ImageView): PixelBox | null {
  const own = readerOutline({ marks }, image)
  const bounds = own === null ? null : maskBounds(maskOf(own))
  if (bounds !== null) return boxAround([[bounds.left, bounds.top], [bounds.right, bounds.bottom]], image)
  if (run === null || run.imageId !== image.imageId || run.segmentation === null) return null
  const { polygon } = run.segmentation
  return polygon.length < 3 ? null : boxAround(polygon, image)
}

function boxAround(polygon: readonly Point[], { widthPx, heightPx }: ImageView): PixelBox {
  const xs = polygon.map(([x]) => x)
  const ys = polygon.map(([, y]) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const margin = marginShare * Math.max(right - left, bottom - top)
  const leftPx = Math.max(0, Math.floor(left - margin))
  const topPx = Math.max(0, Math.floor(top - margin))
  return {
    leftPx,
    topPx,
    widthPx: Math.max(1, Math.min(widthPx, Math.ceil(right + margin)) - leftPx),
    heightPx: Math.max(1, Math.min(heightPx, Math.ceil(bottom + margin)) - topPx),
  }
}
