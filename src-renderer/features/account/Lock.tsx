import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { AppError } from '../../../src-shared/errors.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { AccountSheet } from './AccountSheet.tsx'
import { isUsable, NewPassword, nothingTyped } from './NewPassword.tsx'
import { RestoreStore } from './RestoreStore.tsx'
import { useSubmit } from '../../client/useSubmit.ts'

interface LockProps {
  /** Empty when nobody has been signed in since the window opened. */
  readonly lastName: string
  readonly onRecoveryKey: (recoveryKey: string) => void
}

/** The way back in: name and password, the printed key, or a backup where the store itself does not open. */
export function Lock({ lastName, onRecoveryKey }: LockProps) {
  const [way, setWay] = useState<'password' | 'recoveryKey' | 'backup'>('password')
  const back = (): void => setWay('password')
  if (way === 'recoveryKey') return <RecoverForm lastName={lastName} onRecoveryKey={onRecoveryKey} onBack={back} />
  if (way === 'backup') return <RestoreStore lastName={lastName} onBack={back} />
  return <SignInForm lastName={lastName} onForgotten={() => setWay('recoveryKey')} onRestore={() => setWay('backup')} />
}

interface SignInFormProps extends Pick<LockProps, 'lastName'> {
  readonly onForgotten: () => void
  readonly onRestore: () => void
}

function SignInForm({ lastName, onForgotten, onRestore }: SignInFormProps) {
  const client = useClient()
  const { signedIn } = useSession()
  const text = useText().account
  const [name, setName] = useState(lastName)
  const [password, setPassword] = useState('')
  const { busy, error, onSubmit } = useSubmit(async () => {
    signedIn(await client.send('session.open', { name, password }))
  })
  return (
    <AccountSheet title={text.signInTitle}>
      <Stack component="form" sx={{ gap: 2 }} onSubmit={onSubmit}>
        <Typography color="textSecondary">{text.lockedHint}</Typography>
        <TextField
          autoFocus={lastName === ''}
          label={text.name}
          autoComplete="username"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          autoFocus={lastName !== ''}
          type="password"
          label={text.password}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {lastName !== '' && name !== lastName && <Typography color="textSecondary">{text.otherPerson}</Typography>}
        {error && <ErrorNotice error={error} />}
        <Button type="submit" size="large" variant="contained" disabled={busy || name === '' || password === ''}>
          {busy ? text.signingIn : text.signIn}
        </Button>
        <Link component="button" type="button" onClick={onForgotten}>
          {text.forgot}
        </Link>
        {isLost(error) ? (
          <Button variant="outlined" onClick={onRestore}>
            {text.restore.open}
          </Button>
        ) : (
          <Link component="button" type="button" onClick={onRestore}>
            {text.restore.open}
          </Link>
        )}
      </Stack>
    </AccountSheet>
  )
}

/** No password opens such a store. */
const isLost = (error: AppError | null): boolean => error?.code === 'store.damaged' || error?.code === 'store.missing'

interface RecoverFormProps extends LockProps {
  readonly onBack: () => void
}

function RecoverForm({ lastName, onRecoveryKey, onBack }: RecoverFormProps) {
  const client = useClient()
  const { signedIn } = useSession()
  const text = useText().account
  const [name, setName] = useState(lastName)
  const [recoveryKey, setRecoveryKey] = useState('')
  const [typed, setTyped] = useState(nothingTyped)
  const { busy, error, onSubmit } = useSubmit(async () => {
    const input = { recoveryKey: recoveryKey.trim(), newPassword: typed.password, name: name.trim() === '' ? null : name }
    const answer = await client.send('session.recover', input)
    onRecoveryKey(answer.recoveryKey)
    signedIn(answer.session)
  })
  return (
    <AccountSheet title={text.recoverTitle}>
      <Stack component="form" sx={{ gap: 2 }} onSubmit={onSubmit}>
        <Typography color="textSecondary">{text.recoverHint}</Typography>
        <TextField
          autoFocus
          label={text.recoveryKey}
          autoComplete="off"
          value={recoveryKey}
          slotProps={{ htmlInput: { maxLength: 200, spellCheck: false } }}
          onChange={(event) => setRecoveryKey(event.target.value)}
        />
        <TextField
          label={text.recoverName}
          autoComplete="username"
          value={name}
          slotProps={{ htmlInput: { maxLength: 200 } }}
          onChange={(event) => setName(event.target.value)}
        />
        <NewPassword label={text.newPassword} typed={typed} onChange={setTyped} />
        {error && <ErrorNotice error={error} />}
        <Button
          type="submit"
          size="large"
          variant="contained"
          disabled={busy || recoveryKey.trim() === '' || !isUsable(typed)}
        >
          {busy ? text.signingIn : text.recover}
        </Button>
        <Link component="button" type="button" onClick={onBack}>
          {text.backToSignIn}
        </Link>
      </Stack>
    </AccountSheet>
  )
}
