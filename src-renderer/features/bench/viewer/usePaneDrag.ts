import { useEffect, useRef, type PointerEvent } from 'react'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import type { Aim } from './aim.ts'
import type { Picture } from './picture.ts'
import { dragWindow } from './pixels.ts'
import { shapeOfTool, type DragTool } from './tools.ts'
import type { LengthTool } from './useLengthTool.ts'
import type { ShapeTool } from './useShapeTool.ts'

/** Shorter drags are clicks. */
const shortestDragPx = 4

interface PaneDragOptions {
  readonly picture: Picture
  readonly image: ImageView
  readonly tool: DragTool
  readonly length: LengthTool
  readonly shapes: ShapeTool
  /** Chooses what lies under a click; false: nothing. */
  readonly onClick: (at: Point) => boolean
  /** The right button was clicked on a shape; the place is one of the window. */
  readonly onMenu: (place: Point) => void
}

/** What mouse, pen or finger mean over the picture: the chosen shape is taken hold of first, then the tool acts. */
export function usePaneDrag({ picture, image, tool, length, shapes, onClick, onMenu }: PaneDragOptions) {
  const drag = useWindowDrag(picture, image)
  const start = useRef<Point | null>(null)
  const taken = useRef(false)
  const menu = useMenuClick({ shapes, onClick, onMenu })
  useEffect(() => picture.viewport()?.dragPans(tool === 'pan'), [picture, tool])
  const kind = shapeOfTool(tool)
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      menu.down(event)
      if (event.button !== 0 || !event.isPrimary || tool === 'pan') return
      event.currentTarget.setPointerCapture(event.pointerId)
      const aim = aimOf(event)
      start.current = aim.at
      taken.current = false
      if (tool === 'length') {
        shapes.cancel()
        return length.begin(aim.at, event)
      }
      // Landmarks lie where tubes run: a click there sets one, it does not take hold of the tube.
      taken.current = tool !== 'landmark' && shapes.take(aim)
      if (taken.current) return
      if (kind === null) drag.begin(aim.at)
      else shapes.begin(kind, aim)
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => {
      const aim = aimOf(event)
      drag.move(aim.at, event.currentTarget)
      length.move(aim.at)
      if (start.current === null || hasMoved(start.current, aim.at)) shapes.move(aim, kind !== null)
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>): void => {
      const aim = aimOf(event)
      const from = start.current
      menu.up(event)
      if (event.button !== 0) return
      start.current = null
      drag.end()
      length.end(event)
      if (from === null) return
      const moved = hasMoved(from, aim.at)
      shapes.end(aim, moved)
      if (!moved && !taken.current && (tool === 'window' || tool === 'box')) onClick(aim.at)
    },
    onPointerCancel: (): void => {
      start.current = null
      drag.end()
      shapes.drop()
    },
  }
}

/** A click with the right button; a drag with it zooms. */
function useMenuClick({ shapes, onClick, onMenu }: Pick<PaneDragOptions, 'shapes' | 'onClick' | 'onMenu'>) {
  const start = useRef<Point | null>(null)
  return {
    down: (event: PointerEvent<HTMLDivElement>): void => {
      start.current = event.button === 2 ? placeOf(event) : null
    },
    up: (event: PointerEvent<HTMLDivElement>): void => {
      const at = placeOf(event)
      const clicked = event.button === 2 && start.current !== null && !hasMoved(start.current, at)
      start.current = null
      if (clicked && !shapes.drawing() && onClick(at)) onMenu([event.clientX, event.clientY])
    },
  }
}

const hasMoved = (from: Point, at: Point): boolean => Math.hypot(at[0] - from[0], at[1] - from[1]) >= shortestDragPx

export function placeOf(event: PointerEvent<HTMLDivElement>): Point {
  const box = event.currentTarget.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}

export const aimOf = (event: PointerEvent<HTMLDivElement>): Aim => ({ at: placeOf(event), straight: event.shiftKey, free: event.ctrlKey || event.metaKey })

/** Window and level by dragging: the window at the start of the drag plus the way moved since. */
export function useWindowDrag(picture: Picture, image: ImageView) {
  const start = useRef<{ readonly at: Point; readonly centre: number; readonly width: number } | null>(null)
  const range = image.pixels.mode === 'grey' ? Math.max(1, image.pixels.maximum - image.pixels.minimum) : 255
  return {
    begin: (at: Point) => {
      const window = picture.state()?.window
      start.current = window === undefined ? null : { at, ...window }
    },
    move: (at: Point, pane: Element) => {
      if (start.current === null) return
      const moved = [(at[0] - start.current.at[0]) / pane.clientWidth, (at[1] - start.current.at[1]) / pane.clientHeight] as const
      picture.viewport()?.setWindow(dragWindow(start.current, moved, range))
    },
    end: () => {
      start.current = null
    },
  }
}
