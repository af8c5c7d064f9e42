import Box from '@mui/material/Box'
import type { Priority } from '../../../src-shared/domain/case.ts'
import { useText } from '../../text/useText.tsx'

/** Shapes differ, so that the colour is never the only sign: up, level, down. */
const shapes: Readonly<Record<Priority, { readonly shape: string; readonly colour: string }>> = {
  1: { shape: '▲', colour: 'error.main' },
  2: { shape: '◆', colour: 'warning.main' },
  3: { shape: '▽', colour: 'text.secondary' },
}

export function PriorityMark({ priority }: { readonly priority: Priority }) {
  const { shape, colour } = shapes[priority]
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, alignItems: 'baseline', whiteSpace: 'nowrap' }}>
      <Box component="span" aria-hidden sx={{ color: colour, width: '1em', textAlign: 'center' }}>
        {shape}
      </Box>
      {useText().worklist.priorities[priority]}
    </Box>
  )
}
