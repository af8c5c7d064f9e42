import Box from '@mui/material/Box'
import type { ColourCalibration } from '../../../../src-shared/domain/colourCalibration.ts'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { cssMatrix } from './geometry.ts'

interface ChartLayerProps {
  readonly picture: PictureOnScreen
  readonly calibration: ColourCalibration
}

/** Where the chart and its patches were found; a patch that was left out is crossed, so that colour is not the only sign. */
export function ChartLayer({ picture, calibration: { chart, table } }: ChartLayerProps) {
  const state = usePictureState(picture)
  if (state === null) return null
  const words = (points: readonly (readonly [number, number])[]): string => points.map(([x, y]) => `${x},${y}`).join(' ')
  return (
    <Box component="svg" data-testid="chart-layer" sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>
      <g transform={cssMatrix(state.toCanvas)}>
        {(['#000', '#fff'] as const).map((stroke, over) => {
          const line = { fill: 'none', stroke, strokeWidth: over === 1 ? 1.5 : 4, strokeOpacity: over === 1 ? 1 : 0.6, vectorEffect: 'non-scaling-stroke', strokeLinejoin: 'round' } as const
          return (
            <g key={stroke}>
              <polygon {...line} points={words(chart.corners)} strokeDasharray="8 4" />
              {table.map(({ index, outline, fault }) => (
                <g key={index}>
                  <polygon {...line} points={words(outline)} />
                  {fault !== null && <polyline {...line} points={words([outline[0] ?? [0, 0], outline[2] ?? [0, 0]])} />}
                  {fault !== null && <polyline {...line} points={words([outline[1] ?? [0, 0], outline[3] ?? [0, 0]])} />}
                </g>
              ))}
            </g>
          )
        })}
      </g>
    </Box>
  )
}
