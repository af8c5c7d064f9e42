import type { PointerEvent } from 'react'
import { aimOf } from './usePaneDrag.ts'
import type { Brush } from './useBrush.ts'
import type { Notes } from './useNotes.ts'

/** What mouse, pen or finger mean over the picture while a brush is in hand. */
export function brushDrag(brush: Brush, erase: boolean) {
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0 || !event.isPrimary) return
      event.currentTarget.setPointerCapture(event.pointerId)
      brush.begin(aimOf(event), erase)
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => brush.move(aimOf(event)),
    onPointerUp: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button === 0) brush.end(aimOf(event))
    },
    onPointerCancel: brush.leave,
    onPointerLeave: brush.leave,
  }
}

/** A click with the tool for notes: another note, or the end of the one that is written. */
export function noteClick(notes: Notes) {
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0 || !event.isPrimary) return
      if (notes.open === null) notes.begin(aimOf(event))
      else notes.close()
    },
  }
}
