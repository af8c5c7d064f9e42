import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormHelperText from '@mui/material/FormHelperText'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { DimsePlan } from '../../../../src-shared/contract/dimse.ts'
import type { PacsTest } from '../../../../src-shared/contract/pacs.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useSubmit } from '../../../client/useSubmit.ts'
import { useText } from '../../../text/useText.tsx'
import { badField } from '../../../ui/badField.ts'
import { SettingsForm } from '../../../ui/SettingsForm.tsx'
import { ConnectionTested } from '../ConnectionTested.tsx'
import { fieldsOf, isAeTitle, isPort, planOf, type DimseFields } from './dimseFields.ts'

interface DimseFormProps {
  readonly plan: DimsePlan
  readonly onSaved: () => void
}

/** Saving sends an echo to the other side at once, where one is named. */
export function DimseForm({ plan, onSaved }: DimseFormProps) {
  const text = useText().dimse
  const client = useClient()
  const [fields, setFields] = useState(() => fieldsOf(plan))
  const [test, setTest] = useState<PacsTest | null>(null)
  const next = planOf(fields)
  // What was found out holds for what was saved, not for what is typed now.
  const change = (typed: DimseFields): void => {
    setTest(null)
    setFields(typed)
  }
  const submit = useSubmit(async () => {
    if (next === null) return
    setTest(null)
    await client.send('dimse.plan', next)
    onSaved()
    if (next.peer !== null) setTest(await client.send('dimse.test', {}))
  })
  return (
    <>
      <SettingsForm submit={submit} testId="dimse-form">
        <ReceiveFields fields={fields} onChange={change} />
        <PeerFields fields={fields} onChange={change} />
        <Button type="submit" variant="contained" disabled={submit.busy || next === null} sx={{ alignSelf: 'flex-start' }}>
          {submit.busy ? text.testing : (next?.peer ?? null) === null ? text.save : text.saveAndTest}
        </Button>
      </SettingsForm>
      {test !== null && <ConnectionTested test={test} testId="dimse-works" works={text.works} />}
    </>
  )
}

interface FieldsProps {
  readonly fields: DimseFields
  readonly onChange: (fields: DimseFields) => void
}

const titleInput = { htmlInput: { maxLength: 16, spellCheck: false } }
const portInput = { htmlInput: { maxLength: 5, inputMode: 'numeric' } } as const

function ReceiveFields({ fields, onChange }: FieldsProps) {
  const text = useText().dimse
  const change = (part: Partial<DimseFields>): void => onChange({ ...fields, ...part })
  const { aeTitle, on, port, fromNetwork, callers } = fields
  return (
    <>
      <TextField label={text.aeTitle} value={aeTitle} {...badField(!isAeTitle(aeTitle), text.titleBad)} slotProps={titleInput} onChange={({ target }) => change({ aeTitle: target.value })} />
      <Typography variant="h3">{text.receiveTitle}</Typography>
      <TextField label={text.callers} value={callers} helperText={text.callersHint} error={on && callers.trim() === ''} slotProps={{ htmlInput: { spellCheck: false } }} onChange={({ target }) => change({ callers: target.value })} />
      <TextField label={text.port} value={port} {...badField(!isPort(Number(port)), text.portBad)} slotProps={portInput} onChange={({ target }) => change({ port: target.value })} />
      <div>
        <FormControlLabel control={<Checkbox checked={fromNetwork} aria-describedby="from-network-hint" onChange={(_, next) => change({ fromNetwork: next })} />} label={text.fromNetwork} />
        <FormHelperText id="from-network-hint">{text.fromNetworkHint}</FormHelperText>
      </div>
      <FormControlLabel control={<Switch checked={on} onChange={(_, next) => change({ on: next })} />} label={text.on} />
    </>
  )
}

function PeerFields({ fields, onChange }: FieldsProps) {
  const text = useText().dimse
  const change = (part: Partial<DimseFields>): void => onChange({ ...fields, ...part })
  const { peerHost, peerPort, peerTitle } = fields
  const isNamed = peerHost.trim() !== ''
  return (
    <>
      <Typography variant="h3">{text.sendTitle}</Typography>
      <TextField label={text.peerHost} value={peerHost} slotProps={{ htmlInput: { maxLength: 255, spellCheck: false } }} onChange={({ target }) => change({ peerHost: target.value })} />
      <TextField label={text.peerPort} value={peerPort} {...badField(isNamed && !isPort(Number(peerPort)), text.portBad)} slotProps={portInput} onChange={({ target }) => change({ peerPort: target.value })} />
      <TextField label={text.peerTitle} value={peerTitle} {...badField(isNamed && !isAeTitle(peerTitle), text.titleBad)} slotProps={titleInput} onChange={({ target }) => change({ peerTitle: target.value })} />
    </>
  )
}
