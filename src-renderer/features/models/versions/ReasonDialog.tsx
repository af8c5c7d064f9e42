import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import FormControlLabel from '@mui/material/FormControlLabel'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useId, useState, type FormEvent } from 'react'
import type { AppError } from '../../../../src-shared/errors.ts'
import { asAppError } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'

interface ReasonDialogProps {
  readonly title: string
  /** What changes and what does not, a paragraph each. */
  readonly lines: readonly string[]
  readonly confirm: string
  /** A sentence that has to be ticked; null where nothing stands against it. */
  readonly despite: string | null
  readonly onConfirm: (reason: string) => Promise<unknown>
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks for a reason before something that everybody's work depends on is changed. */
export function ReasonDialog({ title, lines, confirm, despite, onConfirm, onDone, onClose }: ReasonDialogProps) {
  const text = useText()
  const titleId = useId()
  const [reason, setReason] = useState('')
  const [ticked, setTicked] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setBusy(true)
    onConfirm(reason).then(onDone, (failure: unknown) => {
      setBusy(false)
      setError(asAppError(failure))
    })
  }
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} maxWidth="sm" fullWidth>
      <form onSubmit={submit}>
        <DialogTitle id={titleId} variant="h1">
          {title}
        </DialogTitle>
        <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
          {lines.map((line) => (
            <Typography key={line}>{line}</Typography>
          ))}
          {despite !== null && (
            <FormControlLabel control={<Checkbox checked={ticked} onChange={(_, checked) => setTicked(checked)} />} label={despite} />
          )}
          <TextField
            autoFocus
            label={text.versions.reason}
            value={reason}
            sx={{ mt: 1 }}
            slotProps={{ htmlInput: { maxLength: 200 } }}
            onChange={({ target }) => setReason(target.value)}
          />
          {error && <ErrorNotice error={error} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button type="submit" variant="contained" disabled={busy || reason.trim() === '' || (despite !== null && !ticked)}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
