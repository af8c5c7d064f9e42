import Close from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { isShape, type Mark, type ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from './Section.tsx'

interface ShapeListProps {
  readonly marks: readonly Mark[]
  readonly nameOf: (label: ShapeMark['label']) => string
  readonly selected: MarkId | null
  readonly readOnly: boolean
  readonly onSelect: (mark: Mark) => void
  readonly onRemove: (markId: MarkId) => void
}

/** More rows would slow every answer down; the picture shows them all. */
const mostRows = 100

/** The shapes of the case with their labels; choosing one shows its picture. The newest stand first. */
export function ShapeList({ marks, nameOf, selected, readOnly, onSelect, onRemove }: ShapeListProps) {
  const text = useText().bench.shapes
  const shapes = marks.filter(isShape).toReversed()
  return (
    <Section title={text.title}>
      {shapes.length === 0 && (
        <Typography variant="caption" color="text.secondary">
          {text.none}
        </Typography>
      )}
      {shapes.slice(0, mostRows).map((mark) => (
        <Box key={mark.markId} sx={{ display: 'flex', alignItems: 'center', bgcolor: mark.markId === selected ? 'action.selected' : 'transparent' }}>
          <ButtonBase data-testid="shape-row" data-kind={mark.kind} aria-pressed={mark.markId === selected} onClick={() => onSelect(mark)} sx={{ flex: 1, justifyContent: 'flex-start', gap: 1, minHeight: 24 }}>
            <Typography variant="body2" color="text.secondary">
              {text.kind[mark.kind]}
            </Typography>
            <Typography variant="body2" noWrap>
              {nameOf(mark.label)}
            </Typography>
          </ButtonBase>
          {!readOnly && (
            <IconButton aria-label={text.remove} onClick={() => onRemove(mark.markId)} sx={{ p: 0.25 }}>
              <Close sx={{ fontSize: 14 }} />
            </IconButton>
          )}
        </Box>
      ))}
      {shapes.length > mostRows && (
        <Typography variant="caption" color="text.secondary">
          {text.more(shapes.length - mostRows)}
        </Typography>
      )}
    </Section>
  )
}
