import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { Section } from './Section.tsx'

interface SignBoxProps {
  readonly signing: Signing
  readonly busy: boolean
  /** Names of labels without an answer. */
  readonly unanswered: readonly { readonly name: string; readonly go: () => void }[]
  readonly onSign: () => void
}

/** The signing session as the bench sees it. */
export interface Signing {
  readonly open: boolean
  readonly minutesLeft: number
  /** The password is being asked for; the field stands beside the panel's other parts, never over the picture. */
  readonly asking: boolean
  readonly error: AppError | null
  readonly begin: (password: string) => void
}

/** What will be signed unanswered, the password once, and the one key that signs. */
export function SignBox({ signing, busy, unanswered, onSign }: SignBoxProps) {
  const text = useText().bench.sign
  return (
    <Section title={text.title} aside={signing.open && <Aside>{text.sessionLeft(signing.minutesLeft)}</Aside>}>
      <Unanswered unanswered={unanswered} />
      {signing.asking && !signing.open && <PasswordForm signing={signing} />}
      <Button variant="contained" fullWidth disabled={busy} onClick={onSign} data-testid="sign" sx={{ mt: 0.5 }}>
        {text.action} · Ctrl ⏎
      </Button>
    </Section>
  )
}

function Aside({ children }: { readonly children: string }) {
  return (
    <Typography variant="caption" color="text.secondary" sx={{ display: 'block' }}>
      {children}
    </Typography>
  )
}

function Unanswered({ unanswered }: Pick<SignBoxProps, 'unanswered'>) {
  const text = useText().bench.sign
  if (unanswered.length === 0) return <Aside>{text.allAnswered}</Aside>
  return (
    <Box data-testid="unanswered" sx={{ maxHeight: 72, overflowY: 'auto' }}>
      <Aside>{text.unanswered(unanswered.length)}</Aside>
      {unanswered.map(({ name, go }) => (
        <Button key={name} size="small" color="inherit" onClick={go} sx={{ py: 0, px: 0.5, minWidth: 24, minHeight: 24, fontSize: 12, mr: 0.5 }}>
          {name}
        </Button>
      ))}
    </Box>
  )
}

function PasswordForm({ signing }: { readonly signing: Signing }) {
  const text = useText().bench.sign
  const [password, setPassword] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    signing.begin(password)
    setPassword('')
  }
  return (
    <Box component="form" onSubmit={submit} sx={{ my: 0.5 }}>
      <Aside>{text.passwordHint}</Aside>
      <Box sx={{ display: 'flex', gap: 1, mt: 0.5 }}>
        <TextField autoFocus fullWidth type="password" label={text.password} value={password} onChange={(event) => setPassword(event.target.value)} autoComplete="off" />
        <Button type="submit" variant="outlined" disabled={password === ''} sx={{ whiteSpace: 'nowrap' }}>
          {text.open}
        </Button>
      </Box>
      {signing.error !== null && <ErrorNotice error={signing.error} />}
    </Box>
  )
}
