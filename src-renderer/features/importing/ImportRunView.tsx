import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useMemo, useSyncExternalStore, type ReactNode } from 'react'
import { useClient } from '../../client/ClientContext.tsx'
import { useLanguage, useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount } from '../../ui/format.ts'
import { ImportReportView } from './ImportReportView.tsx'
import { importRunOf, type ImportRun } from './importRun.ts'

/** How the import of this window stands; `children` is the form that begins one. Leaving the page does not stop it. */
export function ImportRunView({ children }: { readonly children: (run: ImportRun) => ReactNode }) {
  const text = useText().importing
  const client = useClient()
  const run = useMemo(() => importRunOf(client), [client])
  const state = useSyncExternalStore(run.subscribe, run.state)
  return (
    <>
      {state.phase === 'failed' && <ErrorNotice error={state.error} onClose={run.reset} />}
      {(state.phase === 'idle' || state.phase === 'failed') && children(run)}
      {state.phase === 'handing' && <Progress name={text.handing} done={state.done} total={state.total} onCancel={() => void run.cancel()} />}
      {state.phase === 'running' && (
        <Progress
          name={text.running}
          done={state.job?.done ?? 0}
          total={state.job?.total ?? 0}
          onCancel={() => void run.cancel()}
        />
      )}
      {state.phase === 'finished' && <ImportReportView report={state.report} cancelled={state.cancelled} onAgain={run.reset} />}
    </>
  )
}

interface ProgressProps {
  readonly name: string
  readonly done: number
  readonly total: number
  readonly onCancel: () => void
}

function Progress({ name, done, total, onCancel }: ProgressProps) {
  const text = useText().importing
  const language = useLanguage()
  return (
    <Box role="status" sx={{ display: 'flex', flexDirection: 'column', gap: 1, maxWidth: 640 }}>
      <Typography>
        {name} · {formatCount(done, language)} / {formatCount(total, language)}
      </Typography>
      <LinearProgress
        variant={total === 0 ? 'indeterminate' : 'determinate'}
        value={total === 0 ? 0 : (100 * done) / total}
      />
      <Box>
        <Button variant="outlined" onClick={onCancel}>
          {text.cancel}
        </Button>
      </Box>
    </Box>
  )
}
