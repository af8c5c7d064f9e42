import Box from '@mui/material/Box'
import type { RefCallback } from 'react'
import { captureAdvice, type CaptureLook } from '../../../../src-shared/domain/captureAdvice.ts'
import { useText } from '../../../text/useText.tsx'

interface CameraPictureProps {
  readonly video: RefCallback<HTMLVideoElement>
  readonly look: CaptureLook | null
}

const colours = { refused: '#ff6b60', improve: '#ffc14d', good: '#5fd38a' } as const

/** The camera's picture as it is, not mirrored, with the outline of what the program takes for the tongue. */
export function CameraPicture({ video, look }: CameraPictureProps) {
  const text = useText().camera
  const tongue = look?.tongue ?? null
  const verdict = look === null ? null : captureAdvice(look).verdict
  return (
    <Box sx={{ position: 'relative', flex: 1, minWidth: 0, minHeight: 0, bgcolor: '#000', borderRadius: 1, overflow: 'hidden' }}>
      <Box component="video" ref={video} autoPlay muted playsInline aria-label={text.preview} sx={{ position: 'absolute', inset: 0, width: 1, height: 1, objectFit: 'contain' }} />
      {tongue !== null && verdict !== null && (
        <Box
          component="svg"
          aria-hidden
          viewBox={`0 0 ${tongue.widthPx} ${tongue.heightPx}`}
          preserveAspectRatio="xMidYMid meet"
          sx={{ position: 'absolute', inset: 0, width: 1, height: 1, pointerEvents: 'none' }}
        >
          <polygon
            points={tongue.polygon.map((point) => point.join(',')).join(' ')}
            fill="none"
            stroke={colours[verdict]}
            strokeWidth={2}
            strokeDasharray={verdict === 'good' ? undefined : '6 4'}
            vectorEffect="non-scaling-stroke"
          />
        </Box>
      )}
    </Box>
  )
}
