import Box from '@mui/material/Box'
import { useEffect, useRef } from 'react'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { Point, ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { invertAffine, type Affine } from '../overlay/geometry.ts'
import { usePictureState, type Picture } from './picture.ts'
import { drawShapes } from './drawShapes.ts'

interface ShapeLayerProps {
  readonly picture: Picture
  readonly shapes: readonly ShapeMark[]
  readonly selected: MarkId | null
  readonly corner: number | null
  readonly nameOf: (label: ShapeMark['label']) => string
}

/** Shapes of the picture on one canvas: thousands of them cost one drawing, not thousands of elements. */
export function ShapeLayer({ picture, shapes, selected, corner, nameOf }: ShapeLayerProps) {
  const state = usePictureState(picture)
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d') ?? null
    if (element === null || context === null || state === null) return
    const [widthPx, heightPx] = [element.clientWidth, element.clientHeight]
    const scale = window.devicePixelRatio
    element.width = Math.round(widthPx * scale)
    element.height = Math.round(heightPx * scale)
    context.setTransform(scale, 0, 0, scale, 0, 0)
    const seen = seenOf(state.toCanvas, [widthPx, heightPx])
    if (seen !== null) drawShapes(context, { shapes, toCanvas: state.toCanvas, seen, selected, corner, nameOf })
  })
  if (state === null) return null
  return <Box component="canvas" ref={canvas} aria-hidden data-testid="shape-layer" data-count={shapes.length} sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }} />
}

/** The part of the picture's plane that is on screen. */
function seenOf(toCanvas: Affine, [widthPx, heightPx]: Point) {
  const back = invertAffine(toCanvas)
  if (back === null) return null
  const [a, b, c, d, e, f] = back
  const corners = [[0, 0], [widthPx, 0], [0, heightPx], [widthPx, heightPx]] as const
  const xs = corners.map(([x, y]) => a * x + c * y + e)
  const ys = corners.map(([x, y]) => b * x + d * y + f)
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) }
}
