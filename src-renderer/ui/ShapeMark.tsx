import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

/** A sign and its colour; signs of one kind differ in shape, so that the colour is never the only sign. */
export interface Sign {
  readonly shape: string
  readonly colour: string
}

/** A word behind its sign. */
export function ShapeMark({ sign: { shape, colour }, children }: { readonly sign: Sign; readonly children: ReactNode }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.75, alignItems: 'baseline', whiteSpace: 'nowrap' }}>
      <Box component="span" aria-hidden sx={{ color: colour, width: '1em', textAlign: 'center' }}>
        {shape}
      </Box>
      {children}
    </Box>
  )
}
