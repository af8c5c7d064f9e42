import Box from '@mui/material/Box'
import type { PointerEvent } from 'react'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { LengthMark, Point, Spacing } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { applyAffine } from '../overlay/geometry.ts'
import { formatLength } from './formatLength.ts'
import { usePictureState, type PictureOnScreen } from './picture.ts'

/** Which end of a mark is held: 0 or 1; null for the whole line. */
export type Grip = 0 | 1 | null

interface MarkLayerProps {
  readonly picture: PictureOnScreen
  readonly marks: readonly LengthMark[]
  readonly spacing: Spacing | null
  readonly selected: MarkId | null
  readonly onGrip: (mark: LengthMark, grip: Grip, event: PointerEvent) => void
}

/** Lengths drawn in picture coordinates and shown at a constant thickness. */
export function MarkLayer({ picture, marks, spacing, selected, onGrip }: MarkLayerProps) {
  const state = usePictureState(picture)
  if (state === null) return null
  return (
    <Box component="svg" data-testid="mark-layer" sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>
      {marks.map((mark) => (
        <Length
          key={mark.markId}
          mark={mark}
          ends={[applyAffine(state.toCanvas, mark.points[0]), applyAffine(state.toCanvas, mark.points[1])]}
          spacing={spacing}
          selected={mark.markId === selected}
          onGrip={onGrip}
        />
      ))}
    </Box>
  )
}

interface LengthProps {
  readonly mark: LengthMark
  readonly ends: readonly [Point, Point]
  readonly spacing: Spacing | null
  readonly selected: boolean
  readonly onGrip: MarkLayerProps['onGrip']
}

function Length({ mark, ends, spacing, selected, onGrip }: LengthProps) {
  const text = useText().bench
  const [[startX, startY], [endX, endY]] = ends
  const line = { x1: startX, y1: startY, x2: endX, y2: endY }
  const right = startX > endX ? ends[0] : ends[1]
  const { value, note } = formatLength(mark.points, spacing, text)
  return (
    <g data-testid="length-mark" data-mark={mark.markId}>
      <line {...line} stroke="#000" strokeOpacity={0.7} strokeWidth={4} />
      <line {...line} stroke={selected ? '#ffe08a' : '#fff'} strokeWidth={1.5} />
      <line {...line} stroke="transparent" strokeWidth={12} style={{ pointerEvents: 'stroke', cursor: 'move' }} onPointerDown={(event) => onGrip(mark, null, event)} />
      {ends.map(([x, y], index) => (
        <circle
          // The two ends of a line never change places.
          key={index === 0 ? 'start' : 'end'}
          cx={x}
          cy={y}
          r={selected ? 5 : 3.5}
          fill={selected ? '#ffe08a' : '#fff'}
          stroke="#000"
          strokeWidth={1}
          style={{ pointerEvents: 'all', cursor: 'grab' }}
          onPointerDown={(event) => onGrip(mark, index === 0 ? 0 : 1, event)}
        />
      ))}
      <text x={right[0] + 10} y={right[1] + 4} fontSize={13} fill="#fff" stroke="#000" strokeWidth={3} paintOrder="stroke" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {note === null ? value : `${value} (${note})`}
      </text>
    </g>
  )
}
