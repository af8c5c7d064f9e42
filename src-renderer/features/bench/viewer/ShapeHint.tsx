import Typography from '@mui/material/Typography'
import { useSyncExternalStore } from 'react'
import { useText } from '../../../text/useText.tsx'
import { shapeOfTool, type DragTool } from './tools.ts'
import type { ShapeTool } from './useShapeTool.ts'

interface ShapeHintProps {
  readonly tool: DragTool
  readonly readOnly: boolean
  readonly labelName: string
  readonly shapes: ShapeTool
}

/** Which label the next shape belongs to, how it is finished, and where the crosshair is, while a drawing tool is chosen. */
export function ShapeHint({ tool, readOnly, labelName, shapes: { sketch, snapping } }: ShapeHintProps) {
  const text = useText().bench.shapes
  const crosshair = useSyncExternalStore(sketch.subscribe, () => sketch.state().crosshair)
  const kind = shapeOfTool(tool)
  if (kind === null) return null
  const how = crosshair === null ? text.how[kind] : text.crosshair(String(Math.round(crosshair[0])), String(Math.round(crosshair[1])))
  const parts = [`${text.kind[kind]} → ${labelName}`, how, ...(snapping ? [text.snapping] : [])]
  return (
    <Typography variant="caption" role="status" data-testid="shape-hint" sx={{ position: 'absolute', left: 8, bottom: 8, px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 75%)', color: '#e6e9ec' }}>
      {readOnly ? text.readOnly : parts.join(' · ')}
    </Typography>
  )
}
