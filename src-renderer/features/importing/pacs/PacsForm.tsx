import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import MenuItem from '@mui/material/MenuItem'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { pacsProtocols, type PacsPlan, type PacsProtocol, type PacsStatus, type PacsTest } from '../../../../src-shared/contract/pacs.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useSubmit } from '../../../client/useSubmit.ts'
import { useText } from '../../../text/useText.tsx'
import { SettingsForm } from '../../../ui/SettingsForm.tsx'
import { ConnectionTested } from '../ConnectionTested.tsx'

interface PacsFormProps {
  readonly status: PacsStatus
  readonly onSaved: () => void
}

/** Saving asks the PACS at once, so that what is wrong with it is said here and not at the first search. */
export function PacsForm({ status, onSaved }: PacsFormProps) {
  const text = useText().pacs
  const client = useClient()
  const [fields, setFields] = useState<PacsPlan>(() => planOf(status))
  const [test, setTest] = useState<PacsTest | null>(null)
  // What was found out holds for what was saved, not for what is typed now.
  const change = (next: PacsPlan): void => {
    setTest(null)
    setFields(next)
  }
  const submit = useSubmit(async () => {
    setTest(null)
    await client.send('pacs.plan', fields)
    onSaved()
    setFields((before) => ({ ...before, password: null }))
    if (isNamed(fields)) setTest(await client.send('pacs.test', {}))
  })
  return (
    <>
      <SettingsForm submit={submit} testId="pacs-form">
        <PacsFields fields={fields} hasPassword={status.hasPassword} onChange={change} />
        <Button type="submit" variant="contained" disabled={submit.busy || (fields.on && !isNamed(fields))} sx={{ alignSelf: 'flex-start' }}>
          {submit.busy ? text.testing : text.save}
        </Button>
      </SettingsForm>
      {test !== null && <ConnectionTested test={test} testId="pacs-works" works={text.works} />}
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
