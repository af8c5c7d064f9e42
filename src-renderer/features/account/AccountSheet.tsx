import Paper from '@mui/material/Paper'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { useText } from '../../text/useText.tsx'
import { ResearchLine } from '../../ui/ResearchLine.tsx'

interface AccountSheetProps {
  readonly title: string
  /** For a list; a form of a few fields is read more easily when it is narrow. */
  readonly wide?: boolean
  readonly children: ReactNode
}

/** The page around signing in, first run and recovery: one column in the middle, the research line below. */
export function AccountSheet({ title, wide = false, children }: AccountSheetProps) {
  return (
    <Stack sx={{ minHeight: '100%', alignItems: 'center', justifyContent: 'center', gap: 2, p: 3 }}>
      <Typography variant="body2" color="textSecondary" component="p">
        {useText().common.productName}
      </Typography>
      <Paper variant="outlined" sx={{ p: 3, width: '100%', maxWidth: wide ? 640 : 440 }}>
        <Typography variant="h1" sx={{ mb: 2 }}>
          {title}
        </Typography>
        {children}
      </Paper>
      <ResearchLine />
    </Stack>
  )
}
