import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { CaseRow, Priority, WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { navigate, noFilter } from '../../app/routes.ts'
import { useSamples } from '../../app/samples.ts'
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
  const samples = useSamples(setError)
  const change = (next: WorklistFilter): void => navigate({ page: 'worklist', filter: next }, { replace: true })
  const open = (row: CaseRow): void => navigate({ page: 'case', caseId: row.caseId, filter })
  const commands = useCommands(filter, setError)
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
        <NoCases filtered={isFiltered(filter)} onClear={() => change(noFilter)} onSamples={() => void samples.open()} />
      ) : (
        <WorklistTable
          filter={filter}
          state={state}
          onFilter={change}
          onShow={show}
          onOpen={open}
          onSecond={commands.readSecond}
          onAction={setAction}
          onPriority={commands.prioritise}
          onNextUnresolved={commands.openNextUnresolved}
        />
      )}
      <RowMenu action={action} onChange={setAction} onOpen={open} onSecond={commands.readSecond} onError={setError} />
    </Box>
  )
}

/** What keys do with the chosen case. */
function useCommands(filter: WorklistFilter, onError: (error: AppError) => void) {
  const client = useClient()
  const fail = (error: unknown): void => onError(asAppError(error))
  return {
    prioritise: ({ caseId }: CaseRow, priority: Priority | null): void =>
      void client.send('case.setPriority', { caseId, priority }).catch(fail),
    /** Begun before the case is shown: whoever has seen the first reading could not read independently. */
    readSecond: ({ caseId }: CaseRow): void =>
      void client
        .send('read.second', { caseId })
        .then(() => navigate({ page: 'case', caseId, filter }))
        .catch(fail),
    openNextUnresolved: ({ caseId }: CaseRow): void =>
      void client
        .send('worklist.neighbour', { caseId, direction: 'next', unresolved: true, filter })
        .then((found) => found.caseId !== null && navigate({ page: 'case', caseId: found.caseId, filter }))
        .catch(fail),
  }
}

interface NoCasesProps {
  readonly filtered: boolean
  readonly onClear: () => void
  readonly onSamples: () => void
}

function NoCases({ filtered, onClear, onSamples }: NoCasesProps) {
  const text = useText().worklist
  if (filtered) {
    const clear = (
      <Button variant="outlined" onClick={onClear}>
        {text.clearFilters}
      </Button>
    )
    return <EmptyState title={text.noMatchTitle} hint={text.noMatchHint} action={clear} />
  }
  const ways = (
    <Stack direction="row" sx={{ gap: 2 }}>
      <Button variant="contained" size="large" onClick={() => navigate({ page: 'import' })}>
        {text.emptyAction}
      </Button>
      <Button variant="outlined" size="large" onClick={onSamples}>
        {text.samples}
      </Button>
    </Stack>
  )
  return <EmptyState title={text.emptyTitle} hint={text.emptyHint} action={ways} />
}
