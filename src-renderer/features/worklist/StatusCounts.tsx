import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import type { WorklistPage } from '../../../src-shared/contract/worklist.ts'
import { statusFilters, type StatusFilter } from '../../../src-shared/domain/case.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount } from '../../ui/format.ts'
import { StatusMark } from '../../ui/StatusMark.tsx'

interface StatusCountsProps {
  readonly counts: WorklistPage['statusCounts'] | null
  readonly status: StatusFilter | null
  readonly onChange: (status: StatusFilter | null) => void
}

/** How far the whole store is, and the filter by status in one. */
export function StatusCounts({ counts, status, onChange }: StatusCountsProps) {
  const text = useText()
  const language = useLanguage()
  const total = counts === null ? null : counts.new + counts.reading + counts.signed
  const figure = (count: number | null): string => (count === null ? '' : formatCount(count, language))
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label={text.worklist.status}
      value={status ?? 'all'}
      onChange={(_, chosen: StatusFilter | 'all' | null) => onChange(chosen === 'all' ? null : chosen)}
      sx={{ '& .MuiToggleButton-root': { textTransform: 'none', py: 0.5, px: 1.25, gap: 0.75, fontSize: 13 } }}
    >
      <ToggleButton value="all">
        {text.common.all} {figure(total)}
      </ToggleButton>
      {statusFilters.filter((each) => each !== 'disputed' || status === each || (counts?.disputed ?? 0) > 0).map((each) => (
        <ToggleButton key={each} value={each} data-count={counts?.[each]}>
          <StatusMark status={each} /> {figure(counts?.[each] ?? null)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
