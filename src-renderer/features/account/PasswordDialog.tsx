import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useText } from '../../text/useText.tsx'
import { isUsable, NewPassword, nothingTyped } from './NewPassword.tsx'
import { FormDialog } from './FormDialog.tsx'
import { OwnPassword } from './OwnPassword.tsx'

interface PasswordDialogProps {
  readonly name: string
  readonly onSet: (typed: { readonly newPassword: string; readonly password: string }) => Promise<void>
  readonly onClose: () => void
}

/** A forgotten password, set anew by an admin. */
export function PasswordDialog({ name, onSet, onClose }: PasswordDialogProps) {
  const text = useText().people
  const [typed, setTyped] = useState(nothingTyped)
  const [own, setOwn] = useState('')
  return (
    <FormDialog
      title={text.setPasswordTitle(name)}
      submit={text.save}
      ready={isUsable(typed) && own !== ''}
      onSubmit={() => onSet({ newPassword: typed.password, password: own })}
      onClose={onClose}
    >
      <Typography color="textSecondary">{text.addHint}</Typography>
      <NewPassword label={text.firstPassword} typed={typed} onChange={setTyped} />
      <OwnPassword value={own} onChange={setOwn} />
    </FormDialog>
  )
}
