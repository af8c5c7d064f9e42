import LinearProgress from '@mui/material/LinearProgress'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useText } from '../../text/useText.tsx'
import { passwordStrength, type Strength } from './passwordStrength.ts'

export interface TypedPassword {
  readonly password: string
  readonly again: string
}

export const nothingTyped: TypedPassword = { password: '', again: '' }

/** Long enough and typed twice alike; the services may still refuse it. */
export const isUsable = ({ password, again }: TypedPassword): boolean =>
  passwordStrength(password) !== 'tooShort' && password === again

const percent: Readonly<Record<Strength, number>> = { tooShort: 10, weak: 33, fair: 66, strong: 100 }

interface NewPasswordProps {
  readonly label: string
  readonly typed: TypedPassword
  readonly onChange: (typed: TypedPassword) => void
}

/** A new password, typed twice, with a hint of its strength in words. */
export function NewPassword({ label, typed, onChange }: NewPasswordProps) {
  const text = useText().account
  const strength = passwordStrength(typed.password)
  const differ = typed.again !== '' && typed.again !== typed.password
  return (
    <Stack sx={{ gap: 2 }}>
      <TextField
        type="password"
        label={label}
        autoComplete="new-password"
        value={typed.password}
        onChange={(event) => onChange({ ...typed, password: event.target.value })}
      />
      {typed.password !== '' && (
        <div role="status">
          <LinearProgress
            aria-label={text.strength}
            variant="determinate"
            value={percent[strength]}
            color={strength === 'strong' || strength === 'fair' ? 'success' : 'warning'}
          />
          <Typography variant="caption">{text.strengths[strength]}</Typography>
        </div>
      )}
      <TextField
        type="password"
        label={text.passwordAgain}
        autoComplete="new-password"
        value={typed.again}
        error={differ}
        helperText={differ ? text.passwordsDiffer : undefined}
        onChange={(event) => onChange({ ...typed, again: event.target.value })}
      />
    </Stack>
  )
}
