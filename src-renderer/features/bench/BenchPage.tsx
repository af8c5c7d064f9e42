import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { Bench } from './Bench.tsx'
import { useOpenCase } from './useBench.ts'

export interface BenchPageProps {
  readonly caseId: CaseId
  /** The worklist the case was opened from: "next" means next of it. */
  readonly filter: WorklistFilter
}

export function BenchPage({ caseId, filter }: BenchPageProps) {
  const { opened, again } = useOpenCase(caseId)
  const text = useText().bench
  switch (opened.state) {
    case 'loading':
      return (
        <Typography role="status" color="text.secondary" sx={{ p: 2 }}>
          {text.opening}
        </Typography>
      )
    case 'failed':
      return (
        <Box sx={{ p: 2, maxWidth: 720 }}>
          <ErrorNotice error={opened.error} onRetry={again} />
        </Box>
      )
    case 'open':
      return <Bench session={opened.session} filter={filter} />
    default:
      return opened satisfies never
  }
}
