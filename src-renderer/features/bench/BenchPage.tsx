import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffect } from 'react'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { Bench } from './Bench.tsx'
import { useOpeningKeys } from './benchKeys.ts'
import { OthersRead } from './OthersRead.tsx'
import { turningOf, type Direction } from './turning.ts'
import { usePixelsKept } from './useAhead.ts'
import { useOpenCase } from './useBench.ts'

export interface BenchPageProps {
  readonly caseId: CaseId
  /** The worklist the case was opened from: "next" means next of it. */
  readonly filter: WorklistFilter
}

export function BenchPage({ caseId, filter }: BenchPageProps) {
  const { loaded, reload } = useOpenCase(caseId)
  usePixelsKept()
  const turning = turningOf(useClient())
  const failed = loaded.state === 'failed'
  useEffect(() => {
    if (failed) turning.end(null)
  }, [failed, turning])
  switch (loaded.state) {
    case 'loading':
      return <Opening onStep={turning.further} />
    case 'failed':
      return (
        <Box sx={{ p: 2, maxWidth: 720 }}>
          {loaded.error.code === 'read.others' ? <OthersRead caseId={caseId} onOpened={reload} /> : <ErrorNotice error={loaded.error} onRetry={reload} />}
        </Box>
      )
    case 'ready':
      return <Bench session={loaded.value} filter={filter} />
    default:
      return loaded satisfies never
  }
}

function Opening({ onStep }: { readonly onStep: (direction: Direction) => void }) {
  const text = useText().bench
  useOpeningKeys(onStep)
  return (
    <Typography role="status" color="text.secondary" sx={{ p: 2 }}>
      {text.opening}
    </Typography>
  )
}
