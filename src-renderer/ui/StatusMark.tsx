import Box from '@mui/material/Box'
import type { CaseStatus } from '../../src-shared/domain/case.ts'
import { useText } from '../text/useText.tsx'

/** Shapes differ, so that the colour is never the only sign: ring, half disc, ticked disc. */
const shapes: Readonly<Record<CaseStatus, { readonly shape: string; readonly colour: string }>> = {
  new: { shape: '○', colour: 'text.secondary' },
  reading: { shape: '◐', colour: 'warning.main' },
  signed: { shape: '✔', colour: 'success.main' },
}

export function StatusMark({ status }: { readonly status: CaseStatus }) {
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
