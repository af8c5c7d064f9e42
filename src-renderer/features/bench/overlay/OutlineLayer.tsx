import Box from '@mui/material/Box'
import { useMemo } from 'react'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { cssMatrix } from './geometry.ts'

interface OutlineLayerProps {
  readonly picture: PictureOnScreen
  readonly polygon: readonly Point[]
}

/** The contour of the tongue's mask: a dark line under a light one, so that it shows on skin and on coating. */
export function OutlineLayer({ picture, polygon }: OutlineLayerProps) {
  const state = usePictureState(picture)
  const points = useMemo(() => polygon.map(([x, y]) => `${x},${y}`).join(' '), [polygon])
  if (state === null) return null
  const line = { points, fill: 'none', vectorEffect: 'non-scaling-stroke', strokeLinejoin: 'round' } as const
  return (
    <Box component="svg" data-testid="outline-layer" sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>
      <g transform={cssMatrix(state.toCanvas)}>
        <polygon {...line} stroke="#000" strokeOpacity={0.6} strokeWidth={3.5} />
        <polygon {...line} stroke="#fff" strokeWidth={1.5} strokeDasharray="6 3" />
      </g>
    </Box>
  )
}
