import { useEffect, useRef, type PointerEvent } from 'react'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { Point } from '../../../../src-shared/domain/mark.ts'
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
}

/** What mouse, pen or finger mean over the picture: the chosen shape is taken hold of first, then the tool acts. */
export function usePaneDrag({ picture, image, tool, length, shapes }: PaneDragOptions) {
  const drag = useWindowDrag(picture, image)
  const start = useRef<Point | null>(null)
  const taken = useRef(false)
  useEffect(() => picture.viewport()?.dragPans(tool === 'pan'), [picture, tool])
  const kind = shapeOfTool(tool)
  return {
    onPointerDown: (event: PointerEvent<HTMLDivElement>): void => {
      if (event.button !== 0 || !event.isPrimary || tool === 'pan') return
      event.currentTarget.setPointerCapture(event.pointerId)
      const at = placeOf(event)
      start.current = at
      taken.current = false
      if (tool === 'length') {
        shapes.cancel()
        return length.begin(at, event)
      }
      taken.current = shapes.take(at)
      if (taken.current) return
      if (kind === null) drag.begin(at)
      else shapes.begin(kind, at)
    },
    onPointerMove: (event: PointerEvent<HTMLDivElement>): void => {
      const at = placeOf(event)
      drag.move(at, event.currentTarget)
      length.move(at)
      if (start.current === null || hasMoved(start.current, at)) shapes.move(at)
    },
    onPointerUp: (event: PointerEvent<HTMLDivElement>): void => {
      const at = placeOf(event)
      const from = start.current
      start.current = null
      drag.end()
      length.end(event)
      if (from === null) return
      const moved = hasMoved(from, at)
      shapes.end(at, moved)
      if (!moved && !taken.current && (tool === 'window' || tool === 'box')) shapes.selectAt(at)
    },
    onPointerCancel: (): void => {
      start.current = null
      drag.end()
      shapes.drop()
    },
  }
}

const hasMoved = (from: Point, at: Point): boolean => Math.hypot(at[0] - from[0], at[1] - from[1]) >= shortestDragPx

function placeOf(event: PointerEvent<HTMLDivElement>): Point {
  const box = event.currentTarget.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}

/** Window and level by dragging: the window at the start of the drag plus the way moved since. */
function useWindowDrag(picture: Picture, image: ImageView) {
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
