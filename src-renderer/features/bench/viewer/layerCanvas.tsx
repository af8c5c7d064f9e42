import Box from '@mui/material/Box'
import type { RefObject } from 'react'
import type { Point } from '../../../../src-shared/domain/mark.ts'

interface LayerCanvasProps {
  readonly canvas: RefObject<HTMLCanvasElement | null>
  readonly name: string
  readonly count?: number
}

/** A canvas over the whole picture that takes no pointer. */
export function LayerCanvas({ canvas, name, count }: LayerCanvasProps) {
  return <Box component="canvas" ref={canvas} aria-hidden data-testid={name} data-count={count} sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }} />
}

export interface Sheet {
  readonly context: CanvasRenderingContext2D
  readonly sizePx: Point
  /** Device pixels per CSS pixel. */
  readonly scale: number
}

/** The layer's canvas, empty, in CSS pixels. */
export function cleared({ current: canvas }: RefObject<HTMLCanvasElement | null>): Sheet | null {
  const context = canvas?.getContext('2d') ?? null
  if (canvas === null || context === null) return null
  const scale = window.devicePixelRatio
  const [widthPx, heightPx] = [canvas.clientWidth, canvas.clientHeight]
  const [width, height] = [Math.round(widthPx * scale), Math.round(heightPx * scale)]
  // A new size empties the canvas and costs a new bitmap.
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height]
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, widthPx, heightPx)
  return { context, sizePx: [widthPx, heightPx], scale }
}
