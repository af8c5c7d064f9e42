import Box from '@mui/material/Box'
import type { GivenShape } from '../../../../src-shared/domain/given.ts'
import { outlineOfShape } from '../../../../src-shared/domain/mark.ts'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { markOfGiven } from '../record/given.ts'
import { cssMatrix } from './geometry.ts'

interface GivenLayerProps {
  readonly picture: PictureOnScreen
  readonly shapes: readonly GivenShape[]
}

/** More would hide the picture and slow it down. */
const mostShapes = 300

/** Shapes that were given elsewhere and nobody has decided on: dotted, so that they are taken for nobody's drawing. */
export function GivenLayer({ picture, shapes }: GivenLayerProps) {
  const state = usePictureState(picture)
  if (state === null || shapes.length === 0) return null
  return (
    <Box component="svg" aria-hidden data-testid="given-layer" data-count={shapes.length} sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>
      <g transform={cssMatrix(state.toCanvas)}>
        {shapes.slice(0, mostShapes).map((shape) => (
          <Outline key={shape.givenId} shape={shape} />
        ))}
      </g>
    </Box>
  )
}

function Outline({ shape }: { readonly shape: GivenShape }) {
  const outline = outlineOfShape(markOfGiven(shape))
  // A line of no length with round ends is a dot of the line's width at every zoom.
  const points = (outline.length === 1 ? [...outline, ...outline] : outline).map(([x, y]) => `${x},${y}`).join(' ')
  const Line = shape.shape === 'polyline' || shape.shape === 'point' ? 'polyline' : 'polygon'
  const line = { points, fill: 'none', vectorEffect: 'non-scaling-stroke', strokeLinejoin: 'round', strokeLinecap: 'round' } as const
  const widthPx = shape.shape === 'point' ? 10 : 2
  return (
    <>
      <Line {...line} stroke="#000" strokeOpacity={0.6} strokeWidth={widthPx + 2.5} />
      <Line {...line} stroke="#c9a6ff" strokeWidth={widthPx} {...(shape.shape === 'point' ? {} : { strokeDasharray: '2 5' })} />
    </>
  )
}
