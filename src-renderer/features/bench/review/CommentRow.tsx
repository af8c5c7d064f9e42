import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import type { Comment } from '../../../../src-shared/contract/comments.ts'
import type { PlacedMark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'
import { formatDateTime } from '../../../ui/format.ts'

interface CommentRowProps {
  readonly comment: Comment
  /** undefined: it is about the case, or its shape is not in the read on show. */
  readonly about: PlacedMark | undefined
  readonly nameOf: (mark: PlacedMark) => string
  readonly onSelect: (mark: PlacedMark) => void
  readonly onResolve: (resolved: boolean) => void
}

export function CommentRow({ comment, about, nameOf, onSelect, onResolve }: CommentRowProps) {
  const text = useText().bench.comments
  const { author, at, resolvedBy, markId } = comment
  return (
    <Box data-testid="comment" data-resolved={resolvedBy !== null} sx={{ py: 0.5, borderBottom: 1, borderColor: 'divider' }}>
      <Typography variant="caption" color="text.secondary" component="p">
        {`${author} · ${formatDateTime(at)}`}
        {resolvedBy !== null && ` · ✔ ${text.resolvedBy(resolvedBy)}`}
      </Typography>
      <Typography variant="body2" color={resolvedBy === null ? 'text.primary' : 'text.secondary'} sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {comment.text}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1 }}>
        {about !== undefined && (
          <Button size="small" onClick={() => onSelect(about)} sx={{ minWidth: 0, px: 0.5 }}>
            {text.about(nameOf(about))}
          </Button>
        )}
        {about === undefined && markId !== null && (
          <Typography variant="caption" color="text.secondary">
            {text.shapeGone}
          </Typography>
        )}
        <Button size="small" onClick={() => onResolve(resolvedBy === null)} sx={{ minWidth: 0, px: 0.5 }}>
          {resolvedBy === null ? text.resolve : text.reopen}
        </Button>
      </Box>
    </Box>
  )
}
