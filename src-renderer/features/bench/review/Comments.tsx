import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import type { Comment } from '../../../../src-shared/contract/comments.ts'
import type { CaseId, MarkId } from '../../../../src-shared/domain/ids.ts'
import type { PlacedMark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { Section } from '../panel/Section.tsx'
import { CommentRow } from './CommentRow.tsx'
import { useComments } from './useComments.ts'

interface CommentsProps {
  readonly caseId: CaseId
  /** A reveal or a signature may bring others' comments to light. */
  readonly phase: string
  readonly marks: readonly PlacedMark[]
  /** The shape that a new comment would be about. */
  readonly selected: MarkId | null
  readonly nameOf: (mark: PlacedMark) => string
  readonly onSelect: (mark: PlacedMark) => void
}

/** What people write to each other about the case; open ones stand first, and each may be about a shape. */
export function Comments({ caseId, phase, marks, selected, nameOf, onSelect }: CommentsProps) {
  const text = useText().bench.comments
  const { list, error, add, resolve } = useComments(caseId, phase)
  const aboutOf = ({ markId }: Comment): PlacedMark | undefined => marks.find((mark) => mark.markId === markId)
  const chosen = marks.find(({ markId }) => markId === selected)
  const open = list.comments.filter(({ resolvedBy }) => resolvedBy === null)
  const resolved = list.comments.filter(({ resolvedBy }) => resolvedBy !== null)
  return (
    <Section title={open.length === 0 ? text.title : `${text.title} · ${text.open(open.length)}`}>
      {list.heldBack > 0 && (
        <Typography variant="caption" color="text.secondary" data-testid="comments-held-back">
          {text.heldBack(list.heldBack)}
        </Typography>
      )}
      {[...open, ...resolved].map((comment) => (
        <CommentRow
          key={comment.commentId}
          comment={comment}
          about={aboutOf(comment)}
          nameOf={nameOf}
          onSelect={onSelect}
          onResolve={(isResolved) => void resolve(comment.commentId, isResolved)}
        />
      ))}
      {error !== null && <ErrorNotice error={error} />}
      <NewComment about={chosen === undefined ? null : nameOf(chosen)} onAdd={(typed) => add(typed, chosen?.markId ?? null)} />
    </Section>
  )
}

interface NewCommentProps {
  /** Name of the shape it will be about. */
  readonly about: string | null
  readonly onAdd: (text: string) => Promise<boolean>
}

/** What is typed stays until the store has taken it. */
function NewComment({ about, onAdd }: NewCommentProps) {
  const text = useText().bench.comments
  const [typed, setTyped] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (typed.trim() !== '') void onAdd(typed.trim()).then((taken) => taken && setTyped(''))
  }
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'flex', gap: 1, mt: 0.5, alignItems: 'flex-start' }}>
      <TextField
        fullWidth
        multiline
        maxRows={4}
        label={about === null ? text.write : text.writeAbout(about)}
        helperText={typed === '' ? undefined : text.hint}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 2000 } }}
      />
      <Button type="submit" variant="outlined" disabled={typed.trim() === ''}>
        {text.add}
      </Button>
    </Box>
  )
}
