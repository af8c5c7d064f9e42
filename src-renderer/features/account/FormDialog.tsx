import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Stack from '@mui/material/Stack'
import { useId, type ReactNode } from 'react'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { useSubmit } from '../../client/useSubmit.ts'

interface FormDialogProps {
  readonly title: string
  readonly submit: string
  readonly ready: boolean
  readonly danger?: boolean
  /** Closes the dialog itself when it is done; what it rejects with is shown, and what was typed stays. */
  readonly onSubmit: () => Promise<void>
  readonly onClose: () => void
  readonly children: ReactNode
}

export function FormDialog({ title, submit, ready, danger = false, onSubmit, onClose, children }: FormDialogProps) {
  const text = useText()
  const titleId = useId()
  const form = useSubmit(onSubmit)
  return (
    <Dialog open onClose={onClose} aria-labelledby={titleId} fullWidth maxWidth="xs">
      <form onSubmit={form.onSubmit}>
        <DialogTitle id={titleId}>{title}</DialogTitle>
        <DialogContent>
          <Stack sx={{ gap: 2, pt: 1 }}>
            {children}
            {form.error !== null && <ErrorNotice error={form.error} />}
          </Stack>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button type="submit" variant="contained" color={danger ? 'error' : 'primary'} disabled={!ready || form.busy}>
            {form.busy ? text.people.saving : submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
