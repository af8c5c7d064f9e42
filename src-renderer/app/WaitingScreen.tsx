import Box from '@mui/material/Box'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import type { AppError } from '../../src-shared/errors.ts'
import { useText } from '../text/useText.tsx'
import { ErrorNotice } from '../ui/ErrorNotice.tsx'
import { ResearchLine } from '../ui/ResearchLine.tsx'

/** Until the program has answered: which program this is and, if it cannot be reached, what to do. */
export function WaitingScreen({ error }: { readonly error: AppError | null }) {
  const text = useText().common
  return (
    <Stack sx={{ height: '100%', alignItems: 'center', justifyContent: 'center', gap: 2, p: 4 }}>
      <Typography variant="h1">{text.productName}</Typography>
      <Box sx={{ maxWidth: 560 }}>
        {error === null && <Typography color="textSecondary">{text.loading}</Typography>}
        {error !== null && <ErrorNotice error={error} onRetry={() => location.reload()} />}
      </Box>
      <ResearchLine />
    </Stack>
  )
}
