import NavigateBefore from '@mui/icons-material/NavigateBefore'
import NavigateNext from '@mui/icons-material/NavigateNext'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import type { Seat } from '../../../../src-shared/contract/bench.ts'
import type { CaseRow } from '../../../../src-shared/domain/case.ts'
import { useText } from '../../../text/useText.tsx'
import { formatDuration } from '../../../ui/format.ts'
import { StatusMark } from '../../../ui/StatusMark.tsx'
import type { SaveState } from '../record/saveQueue.ts'
import { SaveLine } from './SaveLine.tsx'

interface CaseHeaderProps {
  readonly row: CaseRow
  readonly seat: Seat
  readonly save: SaveState
  /** Its reader's time on it; null where none is counted. */
  readonly readingSeconds: number | null
  /** Where the way through the worklist ended, if it did. */
  readonly notice: string | null
  readonly onStep: (direction: 'previous' | 'next') => void
}

export function CaseHeader({ row, seat, save, readingSeconds, notice, onStep }: CaseHeaderProps) {
  const text = useText()
  return (
    <Box sx={{ px: 1, py: 0.5, borderBottom: 1, borderColor: 'divider' }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
        <Step label={`${text.bench.previousCase} · A`} onClick={() => onStep('previous')}>
          <NavigateBefore fontSize="small" />
        </Step>
        <Tooltip describeChild title={text.common.patientKind[row.patientKind]}>
          <Typography variant="h2" component="h1" noWrap data-testid="case-name" sx={{ flex: 1, minWidth: 0 }}>
            {row.pseudonym}
            {row.visitDate === null ? '' : ` · ${row.visitDate}`}
          </Typography>
        </Tooltip>
        <StatusMark status={row.disputed ? 'disputed' : row.status} />
        <Step label={`${text.bench.nextCase} · D`} onClick={() => onStep('next')}>
          <NavigateNext fontSize="small" />
        </Step>
      </Box>
      <Box sx={{ display: 'flex', gap: 1, justifyContent: 'space-between', px: 1 }}>
        <Typography variant="caption" color="text.secondary" noWrap>
          {text.common.task[row.task]}
          {seat === 'second' && ` · ${text.bench.second.title}`}
        </Typography>
        {readingSeconds !== null && (
          <Tooltip describeChild title={text.bench.readingTime.hint}>
            <Typography variant="caption" color="text.secondary" noWrap data-testid="reading-time">
              {text.bench.readingTime.measured(formatDuration(readingSeconds))}
            </Typography>
          </Tooltip>
        )}
        <SaveLine save={save} />
      </Box>
      {notice !== null && (
        <Typography variant="caption" role="status" sx={{ px: 1 }}>
          {notice}
        </Typography>
      )}
    </Box>
  )
}

function Step({ label, onClick, children }: { readonly label: string; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <Tooltip title={label}>
      <IconButton aria-label={label} onMouseDown={(event) => event.preventDefault()} onClick={onClick} sx={{ p: 0.25 }}>
        {children}
      </IconButton>
    </Tooltip>
  )
}
