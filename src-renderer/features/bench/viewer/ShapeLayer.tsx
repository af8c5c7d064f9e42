import { memo, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { Point, ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { invertAffine, type Affine } from '../overlay/geometry.ts'
import { drawCaught, drawCrosshair, drawResting, drawTouched } from './drawShapes.ts'
import { cleared, LayerCanvas } from './layerCanvas.tsx'
import { usePictureState, type PictureOnScreen } from './picture.ts'
import type { Bounds } from './shapeGeometry.ts'
import { activeShape, type Sketch } from './sketch.ts'

interface ShapeLayerProps {
  readonly picture: PictureOnScreen
  readonly imageId: ImageId
  readonly shapes: readonly ShapeMark[]
  readonly sketch: Sketch
  readonly chosen: ShapeMark | null
  readonly nameOf: (mark: ShapeMark) => string
}

/** Shapes of the picture on two canvases: what rests is drawn once for a view, what is touched with every move. */
export function ShapeLayer({ sketch, shapes, chosen, ...place }: ShapeLayerProps) {
  const held = useSyncExternalStore(sketch.subscribe, () => activeShape(sketch.state(), place.imageId)?.markId ?? null)
  return (
    <>
      <Resting {...place} shapes={shapes} apart={held ?? chosen?.markId ?? null} />
      <Touched {...place} sketch={sketch} chosen={chosen} />
    </>
  )
}

type Place = Pick<ShapeLayerProps, 'picture' | 'imageId' | 'nameOf'>

interface RestingProps extends Place {
  readonly shapes: readonly ShapeMark[]
  readonly apart: string | null
}

const Resting = memo(function Resting({ picture, shapes, apart, nameOf }: RestingProps) {
  const state = usePictureState(picture)
  const canvas = useRef<HTMLCanvasElement>(null)
  const resting = useRef<{ readonly shapes: readonly ShapeMark[]; readonly apart: string | null; readonly left: readonly ShapeMark[] } | null>(null)
  useLayoutEffect(() => {
    if (state === null) return
    // The same list for the same shapes: what is kept for it (its path, its bounds) then serves every view.
    if (resting.current?.shapes !== shapes || resting.current.apart !== apart) {
      resting.current = { shapes, apart, left: apart === null ? shapes : shapes.filter(({ markId }) => markId !== apart) }
    }
    const sheet = cleared(canvas)
    const seen = sheet === null ? null : seenOf(state.toCanvas, sheet.sizePx)
    if (sheet !== null && seen !== null) drawResting(sheet.context, { shapes: resting.current.left, toCanvas: state.toCanvas, scale: sheet.scale, seen, nameOf })
  })
  return <LayerCanvas canvas={canvas} name="shape-layer" count={shapes.length} />
})

function Touched({ picture, imageId, sketch, chosen, nameOf }: Place & Pick<ShapeLayerProps, 'sketch' | 'chosen'>) {
  const state = usePictureState(picture)
  const now = useSyncExternalStore(sketch.subscribe, sketch.state)
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const sheet = state === null ? null : cleared(canvas)
    if (sheet === null || state === null) return
    const view = { toCanvas: state.toCanvas, scale: sheet.scale }
    const touched = activeShape(now, imageId) ?? chosen
    const corner = now.corner?.markId === touched?.markId ? (now.corner?.index ?? null) : null
    if (touched !== null) drawTouched(sheet.context, touched, { ...view, corner, nameOf })
    if (now.caught !== null) drawCaught(sheet.context, now.caught, view)
    if (now.crosshair !== null) drawCrosshair(sheet.context, now.crosshair, view)
  })
  return <LayerCanvas canvas={canvas} name="touched-layer" />
}

/** The part of the picture's plane that is on screen. */
function seenOf(toCanvas: Affine, [widthPx, heightPx]: Point): Bounds | null {
  const back = invertAffine(toCanvas)
  if (back === null) return null
  const [a, b, c, d, e, f] = back
  const corners = [[0, 0], [widthPx, 0], [0, heightPx], [widthPx, heightPx]] as const
  const xs = corners.map(([x, y]) => a * x + c * y + e)
  const ys = corners.map(([x, y]) => b * x + d * y + f)
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) }
}
