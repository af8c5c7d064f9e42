import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { pacsProtocols, type PacsPlan, type PacsProtocol, type PacsStatus, type PacsTest } from '../../../../src-shared/contract/pacs.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { formatCount } from '../../../ui/format.ts'

type Outcome = { readonly state: 'none' | 'testing' } | { readonly state: 'tested'; readonly test: PacsTest } | { readonly state: 'failed'; readonly error: AppError }

interface PacsFormProps {
  readonly status: PacsStatus
  readonly onSaved: () => void
}

/** Saving asks the PACS at once, so that what is wrong with it is said here and not at the first search. */
export function PacsForm({ status, onSaved }: PacsFormProps) {
  const text = useText().pacs
  const client = useClient()
  const [fields, setFields] = useState<PacsPlan>(() => planOf(status))
  const [outcome, setOutcome] = useState<Outcome>({ state: 'none' })
  const save = async (): Promise<void> => {
    setOutcome({ state: 'testing' })
    try {
      await client.send('pacs.plan', fields)
      onSaved()
      setFields((before) => ({ ...before, password: null }))
      setOutcome(isNamed(fields) ? { state: 'tested', test: await client.send('pacs.test', {}) } : { state: 'none' })
    } catch (error) {
      setOutcome({ state: 'failed', error: asAppError(error) })
    }
  }
  return (
    <>
      <Stack
        component="form"
        data-testid="pacs-form"
        sx={{ gap: 2, maxWidth: 640 }}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <PacsFields fields={fields} hasPassword={status.hasPassword} onChange={setFields} />
        <Button type="submit" variant="contained" disabled={outcome.state === 'testing' || (fields.on && !isNamed(fields))} sx={{ alignSelf: 'flex-start' }}>
          {outcome.state === 'testing' ? text.testing : text.save}
        </Button>
      </Stack>
      <TestOutcome outcome={outcome} />
    </>
  )
}

const planOf = ({ on, protocol, url, user, authority }: PacsStatus): PacsPlan => ({ on, protocol, url, user, authority, password: null })
/** Whether there is somebody to ask. */
const isNamed = ({ protocol, url }: PacsPlan): boolean => protocol === 'dimse' || url !== ''

interface PacsFieldsProps {
  readonly fields: PacsPlan
  readonly hasPassword: boolean
  readonly onChange: (fields: PacsPlan) => void
}

function PacsFields({ fields, hasPassword, onChange }: PacsFieldsProps) {
  const text = useText().pacs
  const change = (part: Partial<PacsPlan>): void => onChange({ ...fields, ...part })
  const { on, protocol } = fields
  return (
    <>
      <TextField select label={text.protocol} value={protocol} onChange={({ target }) => change({ protocol: target.value as PacsProtocol })}>
        {pacsProtocols.map((each) => (
          <MenuItem key={each} value={each}>
            {text.protocols[each]}
          </MenuItem>
        ))}
      </TextField>
      {protocol === 'dicomweb' ? <WebFields fields={fields} hasPassword={hasPassword} change={change} /> : <Alert severity="info">{text.dimseHint}</Alert>}
      <FormControlLabel control={<Switch checked={on} onChange={(_, next) => change({ on: next })} />} label={text.on} />
    </>
  )
}

interface WebFieldsProps {
  readonly fields: PacsPlan
  readonly hasPassword: boolean
  readonly change: (part: Partial<PacsPlan>) => void
}

function WebFields({ fields, hasPassword, change }: WebFieldsProps) {
  const text = useText().pacs
  const { url, user, password, authority } = fields
  return (
    <>
      <TextField label={text.url} value={url} helperText={text.urlHint} slotProps={{ htmlInput: { maxLength: 500, spellCheck: false } }} onChange={({ target }) => change({ url: target.value })} />
      {/^http:\/\//iu.test(url.trim()) && <Alert severity="warning">▲ {text.unencrypted}</Alert>}
      <TextField label={text.user} value={user} autoComplete="off" slotProps={{ htmlInput: { maxLength: 200 } }} onChange={({ target }) => change({ user: target.value })} />
      <TextField
        label={text.password}
        type="password"
        value={password ?? ''}
        autoComplete="new-password"
        helperText={hasPassword ? text.passwordKept : undefined}
        slotProps={{ htmlInput: { maxLength: 200 } }}
        onChange={({ target }) => change({ password: target.value === '' ? null : target.value })}
      />
      <TextField
        label={text.authority}
        value={authority}
        helperText={text.authorityHint}
        multiline
        minRows={1}
        maxRows={6}
        slotProps={{ htmlInput: { maxLength: 100_000, spellCheck: false, style: { fontFamily: 'monospace' } } }}
        onChange={({ target }) => change({ authority: target.value })}
      />
    </>
  )
}

function TestOutcome({ outcome }: { readonly outcome: Outcome }) {
  const text = useText().pacs
  const language = useLanguage()
  if (outcome.state === 'failed') return <ErrorNotice error={outcome.error} />
  if (outcome.state !== 'tested') return null
  const { error, milliseconds } = outcome.test
  if (error !== null) return <ErrorNotice error={new AppError(error.code, error.detail)} />
  return (
    <Alert severity="success" variant="outlined" role="status" data-testid="pacs-works">
      ✔ {text.works(formatCount(milliseconds, language))}
    </Alert>
  )
}
