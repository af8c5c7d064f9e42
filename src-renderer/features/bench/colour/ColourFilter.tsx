import Box from '@mui/material/Box'
import { useMemo } from 'react'
import { colourTables } from './colourTables.ts'
import type { ColourView } from './useColourAid.ts'

/** The filter itself: it lies over pixels that are on screen already, and reaches nothing else. */
export function ColourFilter({ colour: { aid, adjusted, filterId } }: { readonly colour: ColourView }) {
  const [red, green, blue] = useMemo(() => colourTables(aid).map((table) => table.map((value) => value.toFixed(4)).join(' ')), [aid])
  if (!adjusted) return null
  return (
    <Box component="svg" aria-hidden sx={{ position: 'absolute', width: 0, height: 0 }}>
      {/* The tables are reckoned for the values of the screen; the browser must not turn them into linear light once more. */}
      <filter id={filterId} colorInterpolationFilters="sRGB" x="0" y="0" width="1" height="1">
        <feComponentTransfer>
          <feFuncR type="table" tableValues={red} />
          <feFuncG type="table" tableValues={green} />
          <feFuncB type="table" tableValues={blue} />
        </feComponentTransfer>
      </filter>
    </Box>
  )
}
