import type { PointerEvent } from 'react'
import { aimOf } from '../viewer/usePaneDrag.ts'
import type { TongueTool } from './tongueTools.ts'
import type { TongueEdit } from './useTongueEdit.ts'

/** What mouse, pen or finger mean over the picture while a tongue is corrected. */
export function tongueDrag(edit: TongueEdit, tool: TongueTool) {
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0 || !event.isPrimary) return
      event.currentTarget.setPointerCapture(event.pointerId)
      edit.begin(tool, aimOf(event))
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => edit.move(tool, aimOf(event)),
    onPointerUp: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button === 0) edit.end(tool, aimOf(event))
    },
    onPointerCancel: edit.leave,
    onPointerLeave: edit.leave,
  }
}
