import Box from '@mui/material/Box'
import { useMemo } from 'react'
import type { TongueSigns } from '../../../../src-shared/domain/tongueSigns.ts'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { cssMatrix } from './geometry.ts'
import { VeinTicksLayer } from './VeinTicksLayer.tsx'
import { signPlaces, type PlacedSign } from './signPlaces.ts'

interface SignLayerProps {
  readonly picture: PictureOnScreen
  readonly signs: TongueSigns
  readonly sign: PlacedSign
}

const light = { stroke: '#fff', strokeWidth: 1.75, fill: 'none', vectorEffect: 'non-scaling-stroke' } as const
const dark = { stroke: '#000', strokeOpacity: 0.65, strokeWidth: 4, fill: 'none', vectorEffect: 'non-scaling-stroke' } as const
const dot = { strokeLinecap: 'round', fill: 'none', vectorEffect: 'non-scaling-stroke' } as const

/** Why a sign has its value: its dents, cracks, spots or axis, light upon dark so that they show on any tongue. */
export function SignLayer({ picture, signs, sign }: SignLayerProps) {
  const state = usePictureState(picture)
  const { rings, courses, lines, veins } = useMemo(() => signPlaces(signs, sign), [signs, sign])
  const dots = useMemo(() => courses.flat().map(([x, y]) => `M${x} ${y}h0`).join(''), [courses])
  if (state === null) return null
  return (
    <Box component="svg" data-testid="sign-layer" data-sign={sign} sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>
      <g transform={cssMatrix(state.toCanvas)}>
        {[dark, light].map((pen) => (
          <g key={pen.stroke}>
            {rings.map(({ at: [x, y], radiusPx, dashed }) => (
              <circle key={`${x}/${y}`} {...pen} cx={x} cy={y} r={radiusPx} strokeDasharray={dashed ? '3 3' : undefined} />
            ))}
            {lines.map(([[fromX, fromY], [toX, toY]], index) => (
              <line key={index === 0 ? 'axis' : 'upright'} {...pen} x1={fromX} y1={fromY} x2={toX} y2={toY} strokeDasharray={index === 0 ? undefined : '5 4'} />
            ))}
          </g>
        ))}
        <path {...dot} d={dots} stroke="#000" strokeOpacity={0.65} strokeWidth={5} />
        <path {...dot} d={dots} stroke="#7df9ff" strokeWidth={2.5} />
      </g>
      <VeinTicksLayer veins={veins} toCanvas={state.toCanvas} />
    </Box>
  )
}
