import { memo, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import type { LabelledMark, MaskMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, zoomOf } from '../overlay/geometry.ts'
import { drawMask } from './drawMasks.ts'
import { cleared, LayerCanvas } from './layerCanvas.tsx'
import { maskOf } from './maskPath.ts'
import { usePictureState, type PictureOnScreen } from './picture.ts'
import type { Brush, BrushState } from './useBrush.ts'

interface MaskLayerProps {
  readonly picture: PictureOnScreen
  readonly brush: Brush
  /** A brush is in hand: its circle is shown. */
  readonly painting: boolean
  readonly nameOf: (label: LabelledMark['label']) => string
}

/** Painted regions on two canvases: those that rest, and the one under the brush. */
export function MaskLayer({ picture, brush, painting, nameOf }: MaskLayerProps) {
  const apart = useSyncExternalStore(brush.store.subscribe, () => brush.store.state().painting?.base?.markId ?? null)
  return (
    <>
      <Resting picture={picture} saved={brush.saved} chosen={brush.chosen?.markId ?? null} apart={apart} nameOf={nameOf} />
      <UnderBrush picture={picture} brush={brush} painting={painting} nameOf={nameOf} />
    </>
  )
}

interface RestingProps extends Pick<MaskLayerProps, 'picture' | 'nameOf'> {
  readonly saved: readonly MaskMark[]
  readonly chosen: string | null
  readonly apart: string | null
}

const Resting = memo(function Resting({ picture, saved, chosen, apart, nameOf }: RestingProps) {
  const state = usePictureState(picture)
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const sheet = state === null ? null : cleared(canvas)
    if (sheet === null || state === null) return
    for (const mark of saved) {
      const { markId, label } = mark
      if (markId !== apart) drawMask(sheet.context, { mask: maskOf(mark), label, name: nameOf(label), chosen: markId === chosen, growing: false }, { toCanvas: state.toCanvas, scale: sheet.scale })
    }
  })
  return <LayerCanvas canvas={canvas} name="mask-layer" count={saved.length} />
})

function UnderBrush({ picture, brush, painting, nameOf }: MaskLayerProps) {
  const state = usePictureState(picture)
  const now = useSyncExternalStore(brush.store.subscribe, brush.store.state)
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const sheet = state === null ? null : cleared(canvas)
    if (sheet === null || state === null) return
    const view = { toCanvas: state.toCanvas, scale: sheet.scale }
    if (now.painting !== null) {
      const { mask, label } = now.painting
      drawMask(sheet.context, { mask, label, name: nameOf(label), chosen: true, growing: true }, view)
    }
    if (painting) drawBrush(sheet.context, now, view.toCanvas)
  })
  return <LayerCanvas canvas={canvas} name="brush-layer" />
}

/** A dark circle in a bright one: the size of what the brush covers. */
function drawBrush(context: CanvasRenderingContext2D, { cursor, radiusPx }: BrushState, toCanvas: Parameters<typeof applyAffine>[0]): void {
  if (cursor === null) return
  const [x, y] = applyAffine(toCanvas, cursor)
  for (const [width, colour] of [[3, 'rgb(0 0 0 / 70%)'], [1.2, '#fff']] as const) {
    context.beginPath()
    context.arc(x, y, Math.max(1.5, radiusPx * zoomOf(toCanvas)), 0, 2 * Math.PI)
    context.lineWidth = width
    context.strokeStyle = colour
    context.stroke()
  }
}
