import Typography from '@mui/material/Typography'
import { researchUseOnly } from '../../src-shared/research.ts'
import { useLanguage } from '../text/useText.tsx'

/** Visible on every screen, the lock and the first run included. */
export function ResearchLine() {
  return (
    <Typography variant="caption" color="textSecondary" data-testid="research-line">
      {researchUseOnly[useLanguage()]}
    </Typography>
  )
}
