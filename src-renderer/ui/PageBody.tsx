import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

interface PageBodyProps {
  readonly title: string
  readonly action?: ReactNode
  readonly children: ReactNode
}

/** The page of a subject: its name, what can be done, and one column. Tables take the room of a wide screen, sentences stay readable. */
export function PageBody({ title, action, children }: PageBodyProps) {
  return (
    <Box sx={{ p: 3, maxWidth: 'max(1280px, 85vw)', '& > p': { maxWidth: 1080 }, display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 2, minHeight: 32 }}>
        <Typography variant="h1">{title}</Typography>
        <Box sx={{ flex: 1 }} />
        {action}
      </Box>
      {children}
    </Box>
  )
}
