import Typography from '@mui/material/Typography'
import { useSyncExternalStore } from 'react'
import { useText } from '../../../text/useText.tsx'
import type { TongueTool } from './tongueTools.ts'
import type { TongueEdit } from './useTongueEdit.ts'

/** What the tool in hand does, with what, and how. */
export function TongueHint({ edit, tool }: { readonly edit: TongueEdit; readonly tool: TongueTool }) {
  const text = useText().tongueEdit
  const { radiusPx, part, handle } = useSyncExternalStore(edit.store.subscribe, edit.store.state)
  const size = text.brushSize(String(radiusPx * 2))
  const parts = {
    tongueAdd: [text.tools.tongueAdd, size, text.how.brush],
    tongueErase: [text.tools.tongueErase, size, text.how.brush],
    tonguePoints: [text.tools.tonguePoints, handle === null ? text.how.points : text.how.chosen],
    tongueCells: [`${text.tools.tongueCells} → ${text.part[part]}`, size, text.how.cells],
  }[tool]
  return (
    <Typography variant="caption" role="status" data-testid="tongue-hint" sx={{ position: 'absolute', left: 8, bottom: 8, px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 75%)', color: '#e6e9ec' }}>
      {parts.join(' · ')}
    </Typography>
  )
}
