import Box from '@mui/material/Box'
import { useLayoutEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { outlinesOf } from '../../../../src-shared/domain/contour.ts'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { smoothContour } from '../../../../src-shared/domain/smoothContour.ts'
import { cellParts, cellsFrom, partOfCells, type CellPlace } from '../../../../src-shared/domain/tongueCells.ts'
import { applyAffine, composeAffine, cssMatrix, zoomOf, type Affine } from '../overlay/geometry.ts'
import { cleared, LayerCanvas } from '../viewer/layerCanvas.tsx'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { drawCells } from './drawCells.ts'
import { contourOf, handlesOn, type TongueGround } from './tongueGround.ts'
import type { TongueTool } from './tongueTools.ts'
import type { TongueEdit, TongueState } from './useTongueEdit.ts'

interface TongueLayerProps {
  readonly picture: PictureOnScreen
  readonly edit: TongueEdit
  readonly ground: TongueGround
  /** The tool in hand, where it is one of these. */
  readonly tool: TongueTool | null
}

/** The reader's own outline as a solid line (the model's is dashed), its handles, and while cells are corrected what they are. */
export function TongueLayer({ picture, edit, ground, tool }: TongueLayerProps) {
  const state = usePictureState(picture)
  const now = useSyncExternalStore(edit.store.subscribe, edit.store.state)
  if (state === null) return null
  return (
    <>
      {tool === 'tongueCells' && <CellsLayer toCanvas={state.toCanvas} ground={ground} now={now} />}
      <OwnOutline toCanvas={state.toCanvas} ground={ground} now={now} />
      {tool === 'tonguePoints' && <Handles toCanvas={state.toCanvas} handles={now.handles ?? handlesOn(ground)} chosen={now.handle} />}
      {tool !== null && tool !== 'tonguePoints' && now.cursor !== null && <BrushRing toCanvas={state.toCanvas} at={now.cursor} radiusPx={now.radiusPx} />}
    </>
  )
}

interface Part {
  readonly toCanvas: Affine
  readonly ground: TongueGround
  readonly now: TongueState
}

const whole = { position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' } as const

function OwnOutline({ toCanvas, ground, now }: Part) {
  const { mask, handles } = now
  const lines = useMemo((): readonly (readonly Point[])[] => {
    if (handles !== null) return [smoothContour(handles)]
    if (mask !== null) return outlinesOf(mask)
    return ground.outline === null ? [] : [contourOf(ground.mask)]
  }, [mask, handles, ground.outline, ground.mask])
  if (lines.length === 0) return null
  const d = lines.map((line) => `M${line.map(([x, y]) => `${x} ${y}`).join('L')}Z`).join('')
  const line = { d, fill: 'none', vectorEffect: 'non-scaling-stroke', strokeLinejoin: 'round' } as const
  return (
    <Box component="svg" data-testid="own-outline" sx={whole}>
      <g transform={cssMatrix(toCanvas)}>
        <path {...line} stroke="#000" strokeOpacity={0.65} strokeWidth={4} />
        <path {...line} stroke="#00dcff" strokeWidth={2} />
      </g>
    </Box>
  )
}

function Handles({ toCanvas, handles, chosen }: { readonly toCanvas: Affine; readonly handles: readonly Point[]; readonly chosen: number | null }) {
  return (
    <Box component="svg" data-testid="tongue-handles" data-count={handles.length} data-chosen={chosen ?? ''} sx={whole}>
      {handles.map((handle, index) => {
        const [x, y] = applyAffine(toCanvas, handle)
        const isChosen = index === chosen
        // The chosen one is a square: shape and size say it, not colour alone.
        const side = isChosen ? 11 : 7
        return <rect key={`${handle[0]} ${handle[1]}`} x={x - side / 2} y={y - side / 2} width={side} height={side} rx={isChosen ? 0 : side / 2} fill={isChosen ? '#ffd23f' : '#fff'} stroke="#000" strokeWidth={1.5} />
      })}
    </Box>
  )
}

function BrushRing({ toCanvas, at, radiusPx }: { readonly toCanvas: Affine; readonly at: Point; readonly radiusPx: number }) {
  const [x, y] = applyAffine(toCanvas, at)
  const r = Math.max(1.5, radiusPx * zoomOf(toCanvas))
  return (
    <Box component="svg" data-testid="tongue-brush" sx={whole}>
      <circle cx={x} cy={y} r={r} fill="none" stroke="#000" strokeOpacity={0.7} strokeWidth={3} />
      <circle cx={x} cy={y} r={r} fill="none" stroke="#fff" strokeWidth={1.2} />
    </Box>
  )
}

const gridToPicture = ({ leftPx, topPx, cellPx }: CellPlace): Affine => [cellPx, 0, 0, cellPx, leftPx, topPx]

/** Coating is hatched, what is left out is crossed, body is plain: told by pattern, with the edges of both. */
function CellsLayer({ toCanvas, ground: { cells }, now }: Part) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const shown = useMemo(() => (cells === null || now.cells === null ? cells : cellsFrom(cells, now.cells)), [cells, now.cells])
  const parts = useMemo(() => (shown === null ? [] : cellParts.map((part) => ({ part, outlines: outlinesOf(partOfCells(shown, part)) }))), [shown])
  useLayoutEffect(() => {
    const sheet = cleared(canvas)
    if (sheet === null || shown === null) return
    drawCells(sheet.context, parts, composeAffine(toCanvas, gridToPicture(shown)))
  })
  return <LayerCanvas canvas={canvas} name="tongue-cells" />
}
