import Close from '@mui/icons-material/Close'
import Edit from '@mui/icons-material/Edit'
import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import type { MarkId } from '../../../../src-shared/domain/ids.ts'
import { isNote, type Mark, type NoteMark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { Section } from './Section.tsx'

interface NoteListProps {
  readonly marks: readonly Mark[]
  readonly selected: MarkId | null
  readonly readOnly: boolean
  readonly onSelect: (mark: Mark) => void
  readonly onEdit: (mark: NoteMark) => void
  readonly onRemove: (markId: MarkId) => void
}

/** Words at places of the pictures; no section where there are none. */
export function NoteList({ marks, selected, readOnly, onSelect, onEdit, onRemove }: NoteListProps) {
  const text = useText().bench.notes
  const notes = marks.filter(isNote)
  if (notes.length === 0) return null
  return (
    <Section title={text.title}>
      {notes.map((mark) => (
        <Box key={mark.markId} sx={{ display: 'flex', alignItems: 'center', bgcolor: mark.markId === selected ? 'action.selected' : 'transparent' }}>
          <ButtonBase data-testid="note-row" aria-pressed={mark.markId === selected} onClick={() => onSelect(mark)} sx={{ flex: 1, minWidth: 0, justifyContent: 'flex-start', minHeight: 24 }}>
            <Typography variant="body2" noWrap>
              {mark.text}
            </Typography>
          </ButtonBase>
          {!readOnly && (
            <>
              <IconButton aria-label={text.edit} onClick={() => (onSelect(mark), onEdit(mark))} sx={{ p: 0.25 }}>
                <Edit sx={{ fontSize: 14 }} />
              </IconButton>
              <IconButton aria-label={text.remove} onClick={() => onRemove(mark.markId)} sx={{ p: 0.25 }}>
                <Close sx={{ fontSize: 14 }} />
              </IconButton>
            </>
          )}
        </Box>
      ))}
    </Section>
  )
}
