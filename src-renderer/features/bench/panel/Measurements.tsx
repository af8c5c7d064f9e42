import Close from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import { Fragment } from 'react'
import { KnownLength } from '../lines/KnownLength.tsx'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import { calibratedSpacing, isLength, type LengthMark, type Mark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { formatLength } from '../viewer/formatLength.ts'
import { Section } from './Section.tsx'

interface MeasurementsProps {
  readonly marks: readonly Mark[]
  readonly images: readonly ImageView[]
  readonly selected: MarkId | null
  readonly readOnly: boolean
  readonly onSelect: (mark: Mark) => void
  readonly onRemove: (markId: MarkId) => void
  readonly onMark: (mark: LengthMark) => void
}

/** Every length of the case; choosing one shows its picture. */
export function Measurements({ marks, images, selected, readOnly, onSelect, onRemove, onMark }: MeasurementsProps) {
  const text = useText().bench
  const lengths = marks.filter(isLength)
  return (
    <Section title={text.measurements.title}>
      {lengths.length === 0 && (
        <Typography variant="caption" color="text.secondary">
          {text.measurements.none}
        </Typography>
      )}
      {lengths.map((mark, index) => {
        const isChosen = mark.markId === selected
        const image = images.find(({ imageId }) => imageId === mark.imageId)
        const { value, note } = formatLength(mark.points, image === undefined ? null : calibratedSpacing(marks, image), text)
        return (
          <Fragment key={mark.markId}>
          <Box data-testid="measurement" sx={{ display: 'flex', alignItems: 'center', bgcolor: isChosen ? 'action.selected' : 'transparent' }}>
            <ButtonBase aria-pressed={isChosen} onClick={() => onSelect(mark)} sx={{ flex: 1, minWidth: 0, justifyContent: 'flex-start', gap: 1, minHeight: 24 }}>
              <Typography variant="body2" color="text.secondary">
                {text.measurements.length(index + 1)}
              </Typography>
              <Typography variant="body2" sx={{ flex: 1, textAlign: 'left' }}>
                {value}
                {note === null ? '' : ` · ${note}`}
                {image === undefined || images.length < 2 ? '' : ` · ${text.picture.role[image.role]}`}
              </Typography>
            </ButtonBase>
            {!readOnly && (
              <IconButton aria-label={text.measurements.remove} onClick={() => onRemove(mark.markId)} sx={{ p: 0.25 }}>
                <Close sx={{ fontSize: 14 }} />
              </IconButton>
            )}
          </Box>
          {isChosen && image?.kind === 'film' && <KnownLength mark={mark} readOnly={readOnly} onMark={onMark} />}
          </Fragment>
        )
      })}
    </Section>
  )
}
