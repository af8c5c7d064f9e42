import { useState, type PointerEvent } from 'react'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { LengthMark, Point } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, clampToPicture, invertAffine } from '../overlay/geometry.ts'
import type { Grip } from './MarkLayer.tsx'
import type { Picture } from './picture.ts'

/** Shorter drags are clicks. */
const shortestDragPx = 4

interface Drag {
  readonly mark: LengthMark
  readonly grip: Grip
  readonly isNew: boolean
  readonly from: Point
  readonly start: readonly [clientX: number, clientY: number]
}

interface LengthToolOptions {
  readonly picture: Picture
  readonly image: ImageView
  readonly readOnly: boolean
  readonly onCommit: (mark: LengthMark) => void
  readonly onSelect: (markId: MarkId | null) => void
}

export interface LengthTool {
  /** The mark under the pointer while it is drawn or moved; it stands for the saved one of its id. */
  readonly moving: LengthMark | null
  readonly begin: (at: Point, event: PointerEvent) => void
  readonly grip: (mark: LengthMark, grip: Grip, event: PointerEvent) => void
  readonly move: (at: Point) => void
  readonly end: (event: PointerEvent) => void
}

/** Draws a length with one drag, moves it by its ends or as a whole. One gesture is one change of the record. */
export function useLengthTool({ picture, image, readOnly, onCommit, onSelect }: LengthToolOptions): LengthTool {
  const [drag, setDrag] = useState<Drag | null>(null)
  const place = (at: Point): Point | null => {
    const state = picture.state()
    const back = state === null ? null : invertAffine(state.toCanvas)
    return back === null ? null : clampToPicture(applyAffine(back, at), image.widthPx, image.heightPx)
  }
  return {
    moving: drag?.mark ?? null,
    begin: (at, event) => {
      const from = place(at)
      if (readOnly || from === null) return
      const mark: LengthMark = { markId: crypto.randomUUID() as string as MarkId, imageId: image.imageId, kind: 'length', points: [from, from] }
      setDrag({ mark, grip: 1, isNew: true, from, start: [event.clientX, event.clientY] })
    },
    grip: (mark, grip, event) => {
      onSelect(mark.markId)
      if (readOnly) return
      setDrag({ mark, grip, isNew: false, from: mark.points[0], start: [event.clientX, event.clientY] })
    },
    move: (at) => {
      const to = place(at)
      if (drag === null || to === null) return
      setDrag({ ...drag, ...moved(drag, to, image) })
    },
    end: (event) => {
      if (drag === null) return
      setDrag(null)
      const distance = Math.hypot(event.clientX - drag.start[0], event.clientY - drag.start[1])
      if (distance < shortestDragPx) return
      onCommit(drag.mark)
      onSelect(drag.mark.markId)
    },
  }
}

function moved(drag: Drag, to: Point, image: ImageView): Pick<Drag, 'mark' | 'from'> {
  const [start, end] = drag.mark.points
  if (drag.grip === 0) return { mark: { ...drag.mark, points: [to, end] }, from: to }
  if (drag.grip === 1) return { mark: { ...drag.mark, points: [start, to] }, from: to }
  return shifted(drag, to, image)
}

/** The whole line follows the pointer; the first move only takes hold of it. A line at the edge keeps its length. */
function shifted(drag: Drag, to: Point, image: ImageView): Pick<Drag, 'mark' | 'from'> {
  const [start, end] = drag.mark.points
  if (drag.from === start) return { mark: { ...drag.mark, points: [[...start], [...end]] }, from: to }
  const dx = to[0] - drag.from[0]
  const dy = to[1] - drag.from[1]
  const points: LengthMark['points'] = [
    [start[0] + dx, start[1] + dy],
    [end[0] + dx, end[1] + dy],
  ]
  const inside = points.every(([x, y]) => x >= 0 && y >= 0 && x <= image.widthPx && y <= image.heightPx)
  return inside ? { mark: { ...drag.mark, points }, from: to } : { mark: drag.mark, from: drag.from }
}
