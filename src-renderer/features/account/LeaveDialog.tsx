import Typography from '@mui/material/Typography'
import { useText } from '../../text/useText.tsx'
import { FormDialog } from './FormDialog.tsx'

interface LeaveDialogProps {
  readonly name: string
  readonly onLeave: () => Promise<void>
  readonly onClose: () => void
}

export function LeaveDialog({ name, onLeave, onClose }: LeaveDialogProps) {
  const text = useText().people
  return (
    <FormDialog title={text.leaveTitle(name)} submit={text.leave} ready danger onSubmit={onLeave} onClose={onClose}>
      <Typography>{text.leaveHint}</Typography>
    </FormDialog>
  )
}
