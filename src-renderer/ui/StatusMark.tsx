import Box from '@mui/material/Box'
import type { StatusFilter } from '../../src-shared/domain/case.ts'
import { useText } from '../text/useText.tsx'

/** Shapes differ, so that the colour is never the only sign: ring, half disc, tick, unequal. */
const shapes: Readonly<Record<StatusFilter, { readonly shape: string; readonly colour: string }>> = {
  new: { shape: '○', colour: 'text.secondary' },
  reading: { shape: '◐', colour: 'warning.main' },
  signed: { shape: '✔', colour: 'success.main' },
  disputed: { shape: '≠', colour: 'error.main' },
}

export function StatusMark({ status }: { readonly status: StatusFilter }) {
  const { shape, colour } = shapes[status]
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, alignItems: 'baseline', whiteSpace: 'nowrap' }}>
      <Box component="span" aria-hidden sx={{ color: colour, width: '1em', textAlign: 'center' }}>
        {shape}
      </Box>
      {useText().common.status[status]}
    </Box>
  )
}
