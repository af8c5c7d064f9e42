import TextField from '@mui/material/TextField'
import { useText } from '../../text/useText.tsx'

/** The admin's own password, asked where the keys of the store are needed. */
export function OwnPassword({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const text = useText().people
  return (
    <TextField
      type="password"
      label={text.yourPassword}
      helperText={text.yourPasswordHint}
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
