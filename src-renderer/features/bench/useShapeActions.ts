import { useRef, useState } from 'react'
import type { ImageView } from '../../../src-shared/domain/image.ts'
import { isMask, type LabelledMark, type Point, type ShapeMark } from '../../../src-shared/domain/mark.ts'
import { maskBounds } from '../../../src-shared/domain/mask.ts'
import { applyAffine, zoomOf } from './overlay/geometry.ts'
import type { Marks } from './useMarks.ts'
import { copyOf } from './viewer/copyMark.ts'
import { maskOf } from './viewer/maskPath.ts'
import type { Picture } from './viewer/picture.ts'
import { boundsOf } from './viewer/shapeGeometry.ts'

/** How far a copy lies from its original, in CSS pixels. */
const copyOffsetPx = 14

export interface ShapeActions {
  /** Where the menu of the chosen shape is open, in the window; null: it is closed. */
  readonly menu: Point | null
  readonly chosen: LabelledMark | null
  readonly openMenu: (place?: Point) => void
  readonly closeMenu: () => void
  readonly copy: () => void
  readonly paste: () => void
  readonly duplicate: () => void
  readonly remove: () => void
  readonly relabel: (label: ShapeMark['label']) => void
}

interface Ground {
  readonly picture: Picture
  readonly marks: Marks
  readonly chosen: LabelledMark | null
  /** The shapes of the picture on show. */
  readonly others: readonly ShapeMark[]
  readonly images: readonly ImageView[]
  readonly readOnly: boolean
}

/**
 * What is done with a shape as a whole. What was copied is kept for this case only, in memory: a shape of one patient
 * never lands on another. The answers to labels are not touched by any of it.
 */
export function useShapeActions({ picture, marks, chosen, others, images, readOnly }: Ground): ShapeActions {
  const copied = useRef<LabelledMark | null>(null)
  const [menu, setMenu] = useState<Point | null>(null)
  const change = (mark: LabelledMark | null): void => {
    if (mark === null || readOnly) return
    marks.commit(mark)
    marks.select(mark.markId)
  }
  const pasted = (mark: LabelledMark | null): LabelledMark | null => {
    const state = picture.state()
    if (mark === null || state === null || marks.image === null) return null
    const from = images.find(({ imageId }) => imageId === mark.imageId)
    return copyOf(mark, { from, to: marks.image, others, offsetPx: copyOffsetPx / zoomOf(state.toCanvas) })
  }
  return {
    menu: readOnly ? null : menu,
    chosen,
    // With a place it is asked for together with the choice of the shape, which is not known here yet.
    openMenu: (place) => setMenu(place ?? (chosen === null ? null : placeOf(picture, chosen))),
    closeMenu: () => setMenu(null),
    copy: () => {
      copied.current = chosen ?? copied.current
    },
    paste: () => change(pasted(copied.current)),
    duplicate: () => change(pasted(chosen)),
    remove: () => chosen !== null && !readOnly && marks.remove(chosen.markId),
    relabel: (label) => change(chosen === null ? null : { ...chosen, label }),
  }
}

/** The left upper corner of a shape in the window. */
function placeOf(picture: Picture, mark: LabelledMark): Point {
  const pane = document.querySelector('[data-testid="picture"]')?.getBoundingClientRect()
  const state = picture.state()
  if (pane === undefined || state === null) return [0, 0]
  const { left, top } = isMask(mark) ? (maskBounds(maskOf(mark)) ?? { left: 0, top: 0 }) : boundsOf(mark)
  const [x, y] = applyAffine(state.toCanvas, [left, top])
  const inside = (place: number, start: number, end: number): number => Math.min(end, Math.max(start, place))
  return [inside(pane.left + x, pane.left, pane.right), inside(pane.top + y, pane.top, pane.bottom)]
}
