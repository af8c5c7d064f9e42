import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { isMask, type LabelledMark, type MaskMark, type Point, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { encodeMask, maskArea, movedMask } from '../../../../src-shared/domain/mask.ts'
import { clampToPicture } from '../overlay/geometry.ts'
import { maskOf } from './maskPath.ts'
import { placedBy, shifted } from './shapeGeometry.ts'
import { newMarkId } from './shapePointer.ts'

interface Copying {
  /** The picture the mark lies on; undefined where it is not of this case any more. */
  readonly from: ImageView | undefined
  readonly to: ImageView
  /** What lies on the target already. */
  readonly others: readonly ShapeMark[]
  /** In pixels of the picture: how far a copy lies from what it repeats. */
  readonly offsetPx: number
}

/** A copy of any mark with a label; null where it cannot be had: a painted region on a picture of another size. */
export const copyOf = (mark: LabelledMark, copying: Copying): LabelledMark | null => (isMask(mark) ? copyOfMask(mark, copying) : copyOfShape(mark, copying))

function copyOfMask(mark: MaskMark, { to, offsetPx }: Copying): MaskMark | null {
  if (mark.widthPx !== to.widthPx || mark.heightPx !== to.heightPx) return null
  const by = mark.imageId === to.imageId ? Math.max(1, Math.round(offsetPx)) : 0
  const moved = movedMask(maskOf(mark), by, by)
  return maskArea(moved) === 0 ? null : { ...mark, markId: newMarkId(), imageId: to.imageId, runs: encodeMask(moved) }
}

/**
 * A copy under an id of its own, with the label of the shape and no answer to it. On the same picture it lies a little
 * beside; on one of another size it takes the same share of the picture.
 */
export function copyOfShape<M extends ShapeMark>(mark: M, { from, to, others, offsetPx }: Copying): M {
  const fresh: M = { ...placedBy(withoutOrigin(mark), (point) => placed(point, from, to)), markId: newMarkId(), imageId: to.imageId }
  const taken = new Set(others.map(keyOf))
  let copy = fresh
  // Ten copies in a corner may lie on each other; they stay apart in the list.
  for (let tries = 1; taken.has(keyOf(copy)) && tries <= 10; tries += 1) copy = shifted(fresh, [offsetPx * tries, offsetPx * tries], to)
  return copy
}

/** A copy is the reader's own: nobody suggested it. */
const withoutOrigin = <M extends ShapeMark>(mark: M): M => Object.fromEntries(Object.entries(mark).filter(([name]) => name !== 'suggested')) as M

const keyOf = ({ kind, points }: ShapeMark): string => JSON.stringify([kind, points])

function placed([x, y]: Point, from: ImageView | undefined, to: ImageView): Point {
  if (from === undefined || (from.widthPx === to.widthPx && from.heightPx === to.heightPx)) return clampToPicture([x, y], to.widthPx, to.heightPx)
  return clampToPicture([(x / from.widthPx) * to.widthPx, (y / from.heightPx) * to.heightPx], to.widthPx, to.heightPx)
}
