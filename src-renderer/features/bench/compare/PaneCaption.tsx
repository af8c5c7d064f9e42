import Typography from '@mui/material/Typography'
import type { CSSProperties } from 'react'
import type { BesidePicture } from '../../../../src-shared/contract/worklist.ts'
import type { Texts } from '../../../text/text.ts'
import { useText } from '../../../text/useText.tsx'

interface PaneCaptionProps {
  readonly of: BesidePicture
  /** The picture that is read. */
  readonly isOwn: boolean
  /** In its pane. */
  readonly place: Pick<CSSProperties, 'left' | 'right' | 'top' | 'bottom'>
}

/** Which picture a pane shows: the two may look alike. */
export function PaneCaption({ of, isOwn, place }: PaneCaptionProps) {
  const text = useText().compare
  return (
    <Typography
      variant="caption"
      data-testid={isOwn ? 'caption-own' : 'caption-beside'}
      sx={{ position: 'absolute', px: 1, borderRadius: 0.5, pointerEvents: 'none', bgcolor: 'rgb(0 0 0 / 75%)', color: '#e6e9ec', border: 1, borderColor: isOwn ? '#e6e9ec' : '#8fd3ff', borderStyle: isOwn ? 'solid' : 'dashed' }}
      style={place}
    >
      {isOwn ? text.own : text.other} · {captionOf(of, text)}
    </Typography>
  )
}

/** The date and the case; the visit's other pictures by their role as well. */
export function captionOf({ caseNumber, visitDate, importedAt, image }: BesidePicture, text: Texts['compare']): string {
  const date = visitDate ?? text.imported(importedAt.slice(0, 10))
  return [date, text.caseNumber(caseNumber), ...(image.role === 'main' ? [] : [text.role[image.role]])].join(' · ')
}
