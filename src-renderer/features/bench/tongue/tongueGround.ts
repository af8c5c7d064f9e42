import type { PredictionView, Read } from '../../../../src-shared/contract/bench.ts'
import type { ReaderMeasures } from '../../../../src-shared/domain/analysis.ts'
import { outlinesOf } from '../../../../src-shared/domain/contour.ts'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { isOutline, isSeparation, type Mark, type OutlineMark, type Point, type SeparationMark } from '../../../../src-shared/domain/mark.ts'
import { isUnsure } from '../../../../src-shared/domain/outlineCertainty.ts'
import { decodeMask, emptyMask, type Mask } from '../../../../src-shared/domain/mask.ts'
import { maskOfPolygon, onePiece } from '../../../../src-shared/domain/maskPieces.ts'
import { handlesOf } from '../../../../src-shared/domain/smoothContour.ts'
import { withUnderside } from '../../../../src-shared/domain/undersideVeins.ts'
import type { TongueCells } from '../../../../src-shared/domain/tongueCells.ts'

/** What an edit of a tongue begins from: the reader's own where there is one, else the model's. */
export interface TongueGround {
  readonly image: ImageView
  readonly outline: OutlineMark | null
  readonly separation: SeparationMark | null
  readonly mask: Mask
  /** null where nothing was separated: there is nothing to correct. */
  readonly cells: TongueCells | null
  /** How far the model's own boundary is expected to lie from the true one, in shares of the width; null where it is none of concern, or the reader has drawn another. */
  readonly unsureShare: number | null
}

export const readerMeasuresOf = ({ measures }: Pick<Read, 'measures'>, imageId: ImageId | undefined): ReaderMeasures | null => measures.find((each) => each.imageId === imageId) ?? null

/** What is shown as measured: in the reader's own outline and separation where that is done, else the model's. */
export function asMeasured(prediction: PredictionView | null, read: Read): PredictionView | null {
  const own = readerMeasuresOf(read, prediction?.imageId)
  return prediction === null ? null : { ...prediction, tongue: withUnderside(own?.tongue ?? prediction.tongue, read.measures) }
}

export function groundOf(image: ImageView, { marks, measures }: Pick<Read, 'marks' | 'measures'>, prediction: PredictionView | null): TongueGround {
  const here = marks.filter((mark: Mark) => mark.imageId === image.imageId)
  const outline = here.find(isOutline) ?? null
  const separation = here.find(isSeparation) ?? null
  const found = prediction?.imageId === image.imageId ? prediction : null
  const measured = readerMeasuresOf({ measures }, image.imageId)?.tongue.cells
  return {
    image,
    outline,
    separation,
    mask: outline === null ? maskOfModel(found, image) : maskOfOutline(outline),
    unsureShare: outline === null && isUnsure(found?.segmentation) ? (found?.segmentation?.boundary?.expectedErrorShare ?? null) : null,
    cells: measured ?? separation?.cells ?? found?.tongue?.cells ?? null,
  }
}

const ofOutline = new WeakMap<OutlineMark, Mask>()
const ofModel = new WeakMap<PredictionView, Mask>()

/** Kept as long as the mark is. */
function maskOfOutline(outline: OutlineMark): Mask {
  // The store takes no text that cannot be read back.
  const mask = ofOutline.get(outline) ?? decodeMask(outline.runs, outline) ?? emptyMask(outline)
  ofOutline.set(outline, mask)
  return mask
}

function maskOfModel(prediction: PredictionView | null, image: ImageView): Mask {
  const polygon = prediction?.segmentation?.polygon ?? []
  if (prediction === null || polygon.length < 3) return emptyMask(image)
  const mask = ofModel.get(prediction) ?? onePiece(maskOfPolygon(polygon, image))
  ofModel.set(prediction, mask)
  return mask
}

const contours = new WeakMap<Mask, readonly Point[]>()

/** The one contour of an outlined tongue, at the photo's own resolution. */
export function contourOf(mask: Mask): readonly Point[] {
  const contour = contours.get(mask) ?? outlinesOf(mask).toSorted((one, other) => other.length - one.length)[0] ?? []
  contours.set(mask, contour)
  return contour
}

const fitted = new WeakMap<Mask, readonly Point[]>()

/** The handles that the reader left, else those that follow the contour; none without a contour. */
export function handlesOn({ outline, mask }: TongueGround): readonly Point[] {
  const kept = outline?.handles ?? null
  if (kept !== null) return kept
  const contour = contourOf(mask)
  if (contour.length < 4) return []
  const handles = fitted.get(mask) ?? handlesOf(contour)
  fitted.set(mask, handles)
  return handles
}
