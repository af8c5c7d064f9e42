import Box from '@mui/material/Box'
import { useMemo } from 'react'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { applyAffine, cssMatrix } from './geometry.ts'

interface OutlineLayerProps {
  readonly picture: PictureOnScreen
  readonly polygon: readonly Point[]
  /** Places at which the model is unsure of it. */
  readonly unsure: readonly Point[]
}

/** The contour of the tongue's mask: a dark line under a light one, so that it shows on skin and on coating. */
export function OutlineLayer({ picture, polygon, unsure }: OutlineLayerProps) {
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
      {unsure.map((place) => {
        const [x, y] = applyAffine(state.toCanvas, place)
        return <path key={`${place[0]} ${place[1]}`} data-testid="unsure-place" d={`M${x} ${y - 6}l6 10h-12Z`} fill="#ffd23f" stroke="#000" strokeWidth={1.25} />
      })}
    </Box>
  )
}
