import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Link from '@mui/material/Link'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import type { BatchOverview, SignBatch } from '../../../src-shared/contract/batches.ts'
import type { WorklistFilter } from '../../../src-shared/domain/case.ts'
import { batchRules, sampleSize } from '../../../src-shared/domain/normalBatch.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { formatRoute } from '../../app/routes.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'

interface BatchDialogProps {
  /** For the way to the cases of the sample. */
  readonly filter: WorklistFilter
  readonly onClose: () => void
}

/** Signing normal films together: what may be, the sample that is read first, and the signature. */
export function BatchDialog({ filter, onClose }: BatchDialogProps) {
  const text = useText().worklist.batch
  const common = useText().common
  const client = useClient()
  const { loaded, reload } = useLoad('batch', () => client.send('batch.show', {}))
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true)
    setError(null)
    try {
      await work()
    } catch (failure) {
      setError(asAppError(failure))
    }
    setBusy(false)
    reload()
  }
  const shown = loaded.state === 'ready' ? loaded.value : null
  const open = shown?.batch?.state === 'open' ? shown.batch : null
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="batch-title">
      <DialogTitle id="batch-title">{text.title}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" gutterBottom>
          {text.hint(batchRules.share * 100, batchRules.leastSample)}
        </Typography>
        {(error ?? (loaded.state === 'failed' ? loaded.error : null)) && <ErrorNotice error={error ?? (loaded as { readonly error: AppError }).error} onClose={() => setError(null)} />}
        {shown !== null && open === null && <Next overview={shown} busy={busy} onBegin={() => void act(() => client.send('batch.begin', {}))} />}
        {open !== null && (
          <Open
            batch={open}
            filter={filter}
            busy={busy}
            onSign={(password) => void act(async () => {
              await client.send('signing.open', { password })
              await client.send('batch.sign', { batchId: open.batchId })
            })}
            onGiveUp={(reason) => void act(() => client.send('batch.giveUp', { batchId: open.batchId, reason }))}
          />
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{common.close}</Button>
      </DialogActions>
    </Dialog>
  )
}

interface NextProps {
  readonly overview: BatchOverview
  readonly busy: boolean
  readonly onBegin: () => void
}

/** How the last one ended, and what the next one would be. */
function Next({ overview: { eligible, batch }, busy, onBegin }: NextProps) {
  const text = useText().worklist.batch
  const cases = Math.min(eligible, batchRules.mostCases)
  const enough = eligible >= batchRules.leastCases
  return (
    <>
      {batch !== null && batch.state !== 'open' && (
        <Alert severity={batch.state === 'signed' ? 'success' : 'warning'} variant="outlined" sx={{ mb: 1 }} data-testid="batch-ended" data-state={batch.state}>
          {text.ended[batch.state](batch.signed, batch.cases)}
        </Alert>
      )}
      <Typography gutterBottom data-testid="batch-eligible" data-count={eligible}>
        {enough ? text.eligible(cases, sampleSize(cases)) : text.tooFew(eligible, batchRules.leastCases)}
      </Typography>
      <Button variant="contained" autoFocus disabled={!enough || busy} onClick={onBegin}>
        {text.begin}
      </Button>
    </>
  )
}

interface OpenProps {
  readonly batch: SignBatch
  readonly filter: WorklistFilter
  readonly busy: boolean
  readonly onSign: (password: string) => void
  readonly onGiveUp: (reason: string) => void
}

function Open({ batch, filter, busy, onSign, onGiveUp }: OpenProps) {
  const text = useText().worklist.batch
  const [password, setPassword] = useState('')
  const [reason, setReason] = useState('')
  const waiting = batch.sample.filter(({ outcome }) => outcome === 'waiting').length
  const differs = batch.sample.some(({ outcome }) => outcome === 'differs')
  const sign = (event: FormEvent): void => {
    event.preventDefault()
    onSign(password)
    setPassword('')
  }
  const giveUp = (event: FormEvent): void => {
    event.preventDefault()
    onGiveUp(reason.trim())
  }
  return (
    <>
      <Typography gutterBottom>{text.sample(batch.sample.length, batch.cases)}</Typography>
      <Box component="ul" sx={{ m: 0, pl: 2.5, mb: 1 }}>
        {batch.sample.map(({ caseId, pseudonym, outcome }) => (
          <li key={caseId} data-outcome={outcome}>
            <Link href={formatRoute({ page: 'case', caseId, filter })}>{pseudonym}</Link> {text.outcome[outcome]}
          </li>
        ))}
      </Box>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ overflowWrap: 'anywhere' }}>
        {text.seed(batch.seed)}
      </Typography>
      {differs && <Alert severity="warning" variant="outlined" sx={{ mt: 1 }}>{text.willStop}</Alert>}
      <Box component="form" onSubmit={sign} sx={{ display: 'flex', gap: 1, mt: 1.5 }}>
        <TextField fullWidth type="password" label={text.password} value={password} onChange={(event) => setPassword(event.target.value)} autoComplete="off" disabled={waiting > 0 && !differs} />
        <Button type="submit" variant="contained" disabled={busy || password === '' || (waiting > 0 && !differs)} sx={{ whiteSpace: 'nowrap', flexShrink: 0 }}>
          {differs ? text.stop : text.sign(batch.cases - batch.sample.length)}
        </Button>
      </Box>
      <Box component="form" onSubmit={giveUp} sx={{ display: 'flex', gap: 1, mt: 1.5 }}>
        <TextField fullWidth label={text.reason} value={reason} onChange={(event) => setReason(event.target.value)} slotProps={{ htmlInput: { maxLength: 200 } }} />
        <Button type="submit" variant="outlined" disabled={busy || reason.trim() === ''} sx={{ whiteSpace: 'nowrap', flexShrink: 0 }}>
          {text.giveUp}
        </Button>
      </Box>
    </>
  )
}
