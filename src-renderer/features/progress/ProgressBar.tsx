import Box from '@mui/material/Box'
import type { TaskProgress } from '../../../src-shared/contract/progress.ts'
import { useText } from '../../text/useText.tsx'

/** Stripes beside the colour, so that the colour is never the only sign. */
const striped = 'repeating-linear-gradient(135deg, transparent 0 3px, rgb(255 255 255 / 45%) 3px 6px)'

/** Signed, read and not signed, and the rest, to scale. */
export function ProgressBar({ progress: { imported, read, signed } }: { readonly progress: TaskProgress }) {
  const text = useText().progress
  const percent = (count: number): number => (imported === 0 ? 0 : (100 * count) / imported)
  const readOnly = Math.max(0, read - signed)
  // Rounded down: "100 %" is said of everything and nothing less.
  const said = text.share(String(Math.floor(percent(signed))), String(Math.floor(percent(readOnly))))
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}>
      <Box role="img" aria-label={said} sx={{ flex: 1, height: 14, display: 'flex', bgcolor: 'action.hover', border: 1, borderColor: 'divider', borderRadius: 0.5, overflow: 'hidden' }}>
        <Box sx={{ bgcolor: 'success.main' }} style={{ width: `${percent(signed)}%` }} />
        <Box sx={{ bgcolor: 'warning.main', backgroundImage: striped }} style={{ width: `${percent(readOnly)}%` }} />
      </Box>
      <Box component="span" aria-hidden sx={{ fontSize: 12, whiteSpace: 'nowrap' }}>
        {said}
      </Box>
    </Box>
  )
}
