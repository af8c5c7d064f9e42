import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { AppError } from '../../../src-shared/errors.ts'
import { isActive, useJobs } from '../../app/jobs.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { BackupTable } from './BackupTable.tsx'
import { PlanForm } from './PlanForm.tsx'

/** Where backups go and how often, which there are, and whether they have been shown to restore. */
export function BackupPage() {
  const text = useText().backup
  const client = useClient()
  const { jobs } = useJobs()
  const mine = jobs.filter(({ kind }) => kind === 'backup' || kind === 'drill')
  // Every job that begins or ends changes what there is to show.
  const { loaded, reload } = useLoad(`backup ${mine.map(({ jobId, state }) => jobId + state).join()}`, () => client.send('backup.status', {}))
  const [error, setError] = useState<AppError | null>(null)
  const [dismissed, setDismissed] = useState<string | null>(null)
  const run = (work: Promise<unknown>): void => void work.then(() => setError(null), (failure: unknown) => setError(asAppError(failure)))
  const busy = mine.some(isActive)
  const latest = mine[0]
  if (loaded.state !== 'ready') {
    return <PageBody title={text.title}>{loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}</PageBody>
  }
  const { plan, reachable, backups } = loaded.value
  const start = (
    <Button variant="contained" disabled={busy || !reachable} onClick={() => run(client.send('backup.start', {}))} data-testid="backup-now">
      {busy ? text.running : text.start}
    </Button>
  )
  return (
    <PageBody title={text.title} action={start}>
      <Typography color="textSecondary">{text.hint}</Typography>
      <PlanForm plan={plan} onSave={(next) => client.send('backup.plan', next).then(reload)} />
      {plan.folder !== null && !reachable && <Alert severity="warning">▲ {text.unreachable}</Alert>}
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
      {latest?.state === 'failed' && latest.error !== null && latest.jobId !== dismissed && (
        <ErrorNotice error={new AppError(latest.error)} onClose={() => setDismissed(latest.jobId)} />
      )}
      {backups.length === 0 ? (
        <EmptyState title={text.emptyTitle} hint={text.emptyHint} />
      ) : (
        <BackupTable backups={backups} busy={busy} onDrill={(backupId) => run(client.send('backup.drill', { backupId }))} />
      )}
      <Typography color="textSecondary">{text.restoreHint}</Typography>
    </PageBody>
  )
}
