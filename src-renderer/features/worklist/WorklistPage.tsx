import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { CaseRow, WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { navigate, noFilter } from '../../app/routes.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount } from '../../ui/format.ts'
import { RowMenu, type RowAction } from './RowMenu.tsx'
import { StatusCounts } from './StatusCounts.tsx'
import { useWorklist } from './useWorklist.ts'
import { isFiltered, WorklistFilters } from './WorklistFilters.tsx'
import { WorklistTable } from './WorklistTable.tsx'

/** All cases of the store that pass the filter; the filter lives in the address. */
export function WorklistPage({ filter }: { readonly filter: WorklistFilter }) {
  const text = useText().worklist
  const language = useLanguage()
  const { state, show } = useWorklist(filter)
  const [action, setAction] = useState<RowAction | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const change = (next: WorklistFilter): void => navigate({ page: 'worklist', filter: next }, { replace: true })
  const open = (row: CaseRow): void => navigate({ page: 'case', caseId: row.caseId, filter })
  const shownError = error ?? state.error
  return (
    <Box sx={{ height: '100%', display: 'flex', flexDirection: 'column' }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center', p: 1.5, pb: 1 }}>
        <StatusCounts
          counts={state.statusCounts}
          status={filter.status}
          onChange={(status) => change({ ...filter, status })}
        />
        <WorklistFilters filter={filter} onChange={change} />
        <Typography
          variant="body2"
          color="textSecondary"
          role="status"
          data-testid="case-count"
          data-count={state.total ?? ''}
        >
          {state.total !== null && text.cases(formatCount(state.total, language))}
        </Typography>
      </Box>
      {shownError && <ErrorNotice error={shownError} onClose={() => setError(null)} />}
      {state.total === 0 ? (
        <NoCases filtered={isFiltered(filter)} onClear={() => change(noFilter)} />
      ) : (
        <WorklistTable
          filter={filter}
          state={state}
          onFilter={change}
          onShow={show}
          onOpen={open}
          onAction={setAction}
        />
      )}
      <RowMenu action={action} onChange={setAction} onOpen={open} onError={setError} />
    </Box>
  )
}

function NoCases({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  const text = useText().worklist
  if (filtered) {
    const clear = (
      <Button variant="outlined" onClick={onClear}>
        {text.clearFilters}
      </Button>
    )
    return <EmptyState title={text.noMatchTitle} hint={text.noMatchHint} action={clear} />
  }
  const toImport = (
    <Button variant="contained" size="large" onClick={() => navigate({ page: 'import' })}>
      {text.emptyAction}
    </Button>
  )
  return <EmptyState title={text.emptyTitle} hint={text.emptyHint} action={toImport} />
}
