import Typography from '@mui/material/Typography'
import { useSyncExternalStore } from 'react'
import { landmarkForms, type LabelledMark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { isBrushTool, shapeOfTool, type DragTool } from './tools.ts'
import { useLanguage } from '../../../text/useText.tsx'
import { lineWords } from '../../../../src-shared/lineWords.ts'
import type { LineTool } from '../lines/useLineTool.ts'
import { isMirrored, isTurned } from '../overlay/geometry.ts'
import { usePictureState, type Picture } from './picture.ts'
import type { Brush } from './useBrush.ts'
import type { ShapeTool } from './useShapeTool.ts'

interface ShapeHintProps {
  readonly tool: DragTool
  readonly readOnly: boolean
  /** Of the label that a new shape belongs to. */
  readonly labelName: string
  readonly nameOf: (label: LabelledMark['label']) => string
  readonly picture: Picture
  readonly shapes: ShapeTool
  readonly lines: LineTool
  readonly brush: Brush
}

/** Which label the next shape belongs to, how it is finished, and where the crosshair is, while a drawing tool is chosen. */
export function ShapeHint({ tool, readOnly, labelName, nameOf, picture, shapes: { sketch, snapping }, lines, brush }: ShapeHintProps) {
  const { bench, lines: lineText } = useText()
  const { shapes: text, notes } = bench
  const words = lineWords[useLanguage()]
  const view = usePictureState(picture)
  const crosshair = useSyncExternalStore(sketch.subscribe, () => sketch.state().crosshair)
  const { radiusPx } = useSyncExternalStore(brush.store.subscribe, brush.store.state)
  const kind = shapeOfTool(tool)
  if (kind === null && !isBrushTool(tool) && tool !== 'note') return null
  const place = crosshair === null ? null : text.crosshair(String(Math.round(crosshair[0])), String(Math.round(crosshair[1])))
  const named = kind === 'tube' ? words.tube[lines.tube] : kind === 'landmark' ? words.landmark[lines.landmark] : kind === null ? '' : `${text.kind[kind]} → ${labelName}`
  const how = kind === 'landmark' ? text.how[landmarkForms[lines.landmark]] : kind === null ? '' : text.how[kind]
  const isLine = kind === 'tube' || kind === 'landmark'
  // Left and right, above and below are said of the film as it is stored.
  const turned = isLine && view !== null ? [...(isMirrored(view.toCanvas) ? [`▲ ${lineText.mirrored}`] : []), ...(isTurned(view.toCanvas) ? [`▲ ${lineText.turned}`] : [])] : []
  const drawn = [...turned, named, place ?? how, ...(snapping ? [text.snapping] : [])]
  const { chosen } = brush
  const painted = [
    `${tool === 'eraser' ? text.eraser : text.kind.mask} → ${chosen === null ? labelName : nameOf(chosen.label)}`,
    text.brushSize(String(radiusPx * 2)),
    place ?? (chosen === null ? text.newRegion : text.goesOn),
  ]
  const parts = tool === 'note' ? [notes.one, place ?? notes.how] : kind === null ? painted : drawn
  return (
    <Typography variant="caption" role="status" data-testid="shape-hint" sx={{ position: 'absolute', left: 8, bottom: 8, px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 75%)', color: '#e6e9ec' }}>
      {readOnly ? text.readOnly : parts.join(' · ')}
    </Typography>
  )
}
