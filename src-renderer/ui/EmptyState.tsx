import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly title: string
  readonly hint: string
  readonly action?: ReactNode
}

/** An empty place says why it is empty and what to do. */
export function EmptyState({ title, hint, action }: EmptyStateProps) {
  return (
    <Stack
      data-testid="empty"
      sx={{ alignItems: 'center', justifyContent: 'center', gap: 1.5, p: 6, textAlign: 'center' }}
    >
      <Typography variant="h2">{title}</Typography>
      <Typography color="textSecondary" sx={{ maxWidth: 480 }}>
        {hint}
      </Typography>
      {action}
    </Stack>
  )
}
