import Typography from '@mui/material/Typography'
import { useSyncExternalStore } from 'react'
import type { LabelledMark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { isBrushTool, shapeOfTool, type DragTool } from './tools.ts'
import type { Brush } from './useBrush.ts'
import type { ShapeTool } from './useShapeTool.ts'

interface ShapeHintProps {
  readonly tool: DragTool
  readonly readOnly: boolean
  /** Of the label that a new shape belongs to. */
  readonly labelName: string
  readonly nameOf: (label: LabelledMark['label']) => string
  readonly shapes: ShapeTool
  readonly brush: Brush
}

/** Which label the next shape belongs to, how it is finished, and where the crosshair is, while a drawing tool is chosen. */
export function ShapeHint({ tool, readOnly, labelName, nameOf, shapes: { sketch, snapping }, brush }: ShapeHintProps) {
  const { shapes: text, notes } = useText().bench
  const crosshair = useSyncExternalStore(sketch.subscribe, () => sketch.state().crosshair)
  const { radiusPx } = useSyncExternalStore(brush.store.subscribe, brush.store.state)
  const kind = shapeOfTool(tool)
  if (kind === null && !isBrushTool(tool) && tool !== 'note') return null
  const place = crosshair === null ? null : text.crosshair(String(Math.round(crosshair[0])), String(Math.round(crosshair[1])))
  const drawn = kind === null ? [] : [`${text.kind[kind]} → ${labelName}`, place ?? text.how[kind], ...(snapping ? [text.snapping] : [])]
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
