import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { contract } from '../../../src-shared/contract/contract.ts'
import { permissionsOf } from '../../../src-shared/contract/permissions.ts'
import type { CaseRow, WorklistFilter } from '../../../src-shared/domain/case.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useKeys } from '../../app/keys.tsx'
import { formatRoute, navigate, noFilter } from '../../app/routes.ts'
import { useSamples } from '../../app/samples.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount } from '../../ui/format.ts'
import { KeyCap } from '../../ui/KeyCap.tsx'
import { BatchDialog } from './BatchDialog.tsx'
import { chosenCases, chosenCount, nothingChosen } from './choice.ts'
import { ChoiceBar } from './ChoiceBar.tsx'
import { ConfirmChange } from './ConfirmChange.tsx'
import { NoCases } from './NoCases.tsx'
import { RowMenu, type RowAction } from './RowMenu.tsx'
import { SettingPopover, type SettingPlace } from './SettingPopover.tsx'
import { StatusCounts } from './StatusCounts.tsx'
import { useCaseChanges, type Target } from './useCaseChanges.ts'
import { useChoice } from './useChoice.ts'
import { useViews, type Views } from './useViews.ts'
import { ViewMenu } from './ViewMenu.tsx'
import { useWorklist } from './useWorklist.ts'
import { isFiltered, WorklistFilters } from './WorklistFilters.tsx'
import { WorklistTable, type RowCommands } from './WorklistTable.tsx'

/** All cases of the store that pass the filter; the filter lives in the address. */
export function WorklistPage({ filter }: { readonly filter: WorklistFilter }) {
  const { state, show } = useWorklist(filter)
  const [action, setAction] = useState<RowAction | null>(null)
  const [place, setPlace] = useState<SettingPlace | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const samples = useSamples(setError)
  const choice = useChoice(filter, state, setError)
  const changes = useCaseChanges(setError)
  const mayAssign = permissionsOf(useSession().status.session?.role ?? 'reader').has(contract['cases.assign'].needs)
  const total = state.total ?? 0
  const count = chosenCount(choice.choice, total)
  const change = (next: WorklistFilter): void => navigate({ page: 'worklist', filter: next }, { replace: true })
  /** The chosen rows, or the one that was pointed at. */
  const targetOf = ({ caseId }: CaseRow): Target =>
    choice.choice === nothingChosen ? { cases: { by: 'ids', caseIds: [caseId] }, count: 1 } : chosenTarget
  const chosenTarget: Target = { cases: chosenCases(choice.choice, filter, total), count }
  const views = useViews({ filter, onFilter: change, onError: setError })
  const commands: RowCommands = {
    ...useWays(filter, setError),
    prioritise: (row, priority) => changes.set({ kind: 'priority', priority }, targetOf(row)),
    tags: (row, anchor) => setPlace({ kind: 'tags', anchor, target: targetOf(row), tags: choice.choice === nothingChosen ? row.tags : [] }),
    assign: mayAssign ? (row, anchor) => setPlace({ kind: 'assign', anchor, target: targetOf(row), tags: [] }) : null,
    undo: changes.undo,
  }
  const fromBar = (kind: SettingPlace['kind']) => (anchor: HTMLElement): void => setPlace({ kind, anchor, target: chosenTarget, tags: [] })
  return (
    <Box sx={{ height: '100%', display: 'flex', flexDirection: 'column' }}>
      <Top filter={filter} state={state} views={views} onChange={change} />
      {(error ?? state.error) && <ErrorNotice error={(error ?? state.error) as AppError} onClose={() => setError(null)} />}
      {state.total === 0 ? (
        <NoCases filtered={isFiltered(filter)} onClear={() => change(noFilter)} onSamples={() => void samples.open()} />
      ) : (
        <WorklistTable filter={filter} state={state} choice={choice} columns={views.columns} commands={commands} onFilter={change} onShow={show} onAction={setAction} />
      )}
      <ChoiceBar
        count={count}
        changes={changes}
        mayAssign={mayAssign}
        onSet={(setting) => changes.set(setting, chosenTarget)}
        onTags={fromBar('tags')}
        onAssign={fromBar('assign')}
        onClear={choice.clear}
      />
      <RowMenu action={action} commands={commands} onChange={setAction} onError={setError} />
      {place && <SettingPopover place={place} onSet={changes.set} onClose={() => setPlace(null)} />}
      <ConfirmChange changes={changes} />
    </Box>
  )
}

interface TopProps {
  readonly filter: WorklistFilter
  readonly state: ReturnType<typeof useWorklist>['state']
  readonly views: Views
  readonly onChange: (filter: WorklistFilter) => void
}

/** For who may sign: the way to a batch of normal films. */
function SignTogether({ filter }: { readonly filter: WorklistFilter }) {
  const text = useText().worklist.batch
  const [open, setOpen] = useState(false)
  const maySign = permissionsOf(useSession().status.session?.role ?? 'reader').has(contract['batch.sign'].needs)
  if (!maySign) return null
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)} aria-haspopup="dialog">
        {text.action}
      </Button>
      {open && <BatchDialog filter={filter} onClose={() => setOpen(false)} />}
    </>
  )
}

function Top({ filter, state: { total, statusCounts }, views, onChange }: TopProps) {
  const text = useText().worklist
  const language = useLanguage()
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center', p: 1.5, pb: 1 }}>
      <StatusCounts counts={statusCounts} status={filter.status} onChange={(status) => onChange({ ...filter, status })} />
      <ViewMenu views={views} />
      <ProgressLink />
      <SignTogether filter={filter} />
      <WorklistFilters filter={filter} onChange={onChange} />
      <Typography variant="body2" color="textSecondary" role="status" data-testid="case-count" data-count={total ?? ''}>
        {total !== null && text.cases(formatCount(total, language))}
      </Typography>
    </Box>
  )
}

/** Ways from the list to a case. */
function useWays(filter: WorklistFilter, onError: (error: AppError) => void): Pick<RowCommands, 'open' | 'second' | 'nextUnresolved'> {
  const client = useClient()
  const fail = (error: unknown): void => onError(asAppError(error))
  return {
    open: ({ caseId }) => navigate({ page: 'case', caseId, filter }),
    /** Begun before the case is shown: whoever has seen the first reading could not read independently. */
    second: ({ caseId }) =>
      void client
        .send('read.second', { caseId })
        .then(() => navigate({ page: 'case', caseId, filter }))
        .catch(fail),
    nextUnresolved: ({ caseId }) =>
      void client
        .send('worklist.neighbour', { caseId, direction: 'next', unresolved: true, filter })
        .then((found) => found.caseId !== null && navigate({ page: 'case', caseId: found.caseId, filter }))
        .catch(fail),
  }
}

function ProgressLink() {
  const text = useText().progress
  useKeys('progress', text.title, [{ chords: ['G'], label: text.title, run: () => navigate({ page: 'progress' }) }])
  return (
    <Button variant="outlined" color="inherit" href={formatRoute({ page: 'progress' })} sx={{ flex: 'none' }}>
      {text.title}&nbsp;<KeyCap chord="G" />
    </Button>
  )
}
