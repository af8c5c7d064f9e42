import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Link from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { AccountSheet } from './AccountSheet.tsx'
import { isUsable, NewPassword, nothingTyped } from './NewPassword.tsx'
import { useSubmit } from '../../client/useSubmit.ts'

/** Somebody else has set the password: nothing is shown before it is the person's own. */
export function MustChangePassword() {
  const text = useText().account
  const { lock } = useSession()
  return (
    <AccountSheet title={text.changeTitle}>
      <Typography color="textSecondary" sx={{ mb: 2 }}>
        {text.mustChangeHint}
      </Typography>
      <ChangePasswordForm />
      <Link component="button" type="button" sx={{ mt: 2 }} onClick={() => void lock()}>
        {text.backToSignIn}
      </Link>
    </AccountSheet>
  )
}

/** The same for who wants another password. */
export function ChangePasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const text = useText()
  return (
    <Dialog open onClose={onClose} aria-labelledby="change-password" fullWidth maxWidth="xs">
      <DialogTitle id="change-password">{text.account.change}</DialogTitle>
      <DialogContent>
        <ChangePasswordForm />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{text.common.close}</Button>
      </DialogActions>
    </Dialog>
  )
}

/** The old password, and a new one typed twice. */
function ChangePasswordForm() {
  const client = useClient()
  const { signedIn } = useSession()
  const text = useText().account
  const [password, setPassword] = useState('')
  const [typed, setTyped] = useState(nothingTyped)
  const [changed, setChanged] = useState(false)
  const { busy, error, onSubmit } = useSubmit(async () => {
    setChanged(false)
    const session = await client.send('password.change', { password, newPassword: typed.password })
    setPassword('')
    setTyped(nothingTyped)
    setChanged(true)
    signedIn(session)
  })
  return (
    <Stack component="form" sx={{ gap: 2, pt: 1 }} onSubmit={onSubmit}>
      <TextField
        type="password"
        label={text.oldPassword}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <NewPassword label={text.newPassword} typed={typed} onChange={setTyped} />
      {error && <ErrorNotice error={error} />}
      {changed && <Typography role="status">✔ {text.changed}</Typography>}
      <Button type="submit" size="large" variant="contained" disabled={busy || password === '' || !isUsable(typed)} sx={{ alignSelf: 'start' }}>
        {busy ? text.changing : text.change}
      </Button>
    </Stack>
  )
}
