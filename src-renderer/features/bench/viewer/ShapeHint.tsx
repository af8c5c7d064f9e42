import Typography from '@mui/material/Typography'
import { useText } from '../../../text/useText.tsx'
import { shapeOfTool, type DragTool } from './tools.ts'

interface ShapeHintProps {
  readonly tool: DragTool
  readonly readOnly: boolean
  readonly labelName: string
}

/** Which label the next shape belongs to and how it is finished, while a drawing tool is chosen. */
export function ShapeHint({ tool, readOnly, labelName }: ShapeHintProps) {
  const text = useText().bench.shapes
  const kind = shapeOfTool(tool)
  if (kind === null) return null
  return (
    <Typography variant="caption" role="status" data-testid="shape-hint" sx={{ position: 'absolute', left: 8, bottom: 8, px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 75%)', color: '#e6e9ec' }}>
      {readOnly ? text.readOnly : `${text.kind[kind]} → ${labelName} · ${text.how[kind]}`}
    </Typography>
  )
}
