import Box from '@mui/material/Box'
import { useMemo } from 'react'
import { filterMatrix, toneTable } from './correctionFilter.ts'
import type { CorrectionView } from './useCorrection.ts'

/** The correction by the chart, over pixels that are on screen already. The tone curve works on their values, the matrix on linear light. */
export function CorrectionFilter({ correction: { calibration, filterId } }: { readonly correction: CorrectionView }) {
  const made = useMemo(() => {
    if (calibration === null) return null
    const { correction } = calibration.calibration
    return { tone: toneTable(correction).map((value) => value.toFixed(5)).join(' '), matrix: filterMatrix(correction).join(' ') }
  }, [calibration])
  if (made === null) return null
  return (
    <Box component="svg" aria-hidden sx={{ position: 'absolute', width: 0, height: 0 }}>
      <filter id={filterId} x="0" y="0" width="1" height="1">
        <feComponentTransfer colorInterpolationFilters="sRGB">
          <feFuncR type="table" tableValues={made.tone} />
          <feFuncG type="table" tableValues={made.tone} />
          <feFuncB type="table" tableValues={made.tone} />
        </feComponentTransfer>
        <feColorMatrix colorInterpolationFilters="linearRGB" type="matrix" values={made.matrix} />
      </filter>
    </Box>
  )
}
