import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import FormHelperText from '@mui/material/FormHelperText'
import Stack from '@mui/material/Stack'
import Switch from '@mui/material/Switch'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { DimsePlan } from '../../../../src-shared/contract/dimse.ts'
import type { PacsTest } from '../../../../src-shared/contract/pacs.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { formatCount } from '../../../ui/format.ts'
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
  const [busy, setBusy] = useState(false)
  const [test, setTest] = useState<PacsTest | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const next = planOf(fields)
  const save = async (): Promise<void> => {
    if (next === null) return
    setBusy(true)
    setTest(null)
    setError(null)
    try {
      await client.send('dimse.plan', next)
      onSaved()
      if (next.peer !== null) setTest(await client.send('dimse.test', {}))
    } catch (failure) {
      setError(asAppError(failure))
    }
    setBusy(false)
  }
  return (
    <>
      <Stack
        component="form"
        data-testid="dimse-form"
        sx={{ gap: 2, maxWidth: 640 }}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <ReceiveFields fields={fields} onChange={setFields} />
        <PeerFields fields={fields} onChange={setFields} />
        <Button type="submit" variant="contained" disabled={busy || next === null} sx={{ alignSelf: 'flex-start' }}>
          {busy ? text.testing : (next?.peer ?? null) === null ? text.save : text.saveAndTest}
        </Button>
      </Stack>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
      {test !== null && <Tested test={test} />}
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
      <TextField label={text.aeTitle} value={aeTitle} error={!isAeTitle(aeTitle)} slotProps={titleInput} onChange={({ target }) => change({ aeTitle: target.value })} />
      <Typography variant="h3">{text.receiveTitle}</Typography>
      <TextField label={text.callers} value={callers} helperText={text.callersHint} error={on && callers.trim() === ''} slotProps={{ htmlInput: { spellCheck: false } }} onChange={({ target }) => change({ callers: target.value })} />
      <TextField label={text.port} value={port} error={!isPort(Number(port))} slotProps={portInput} onChange={({ target }) => change({ port: target.value })} />
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
      <TextField label={text.peerPort} value={peerPort} error={isNamed && !isPort(Number(peerPort))} slotProps={portInput} onChange={({ target }) => change({ peerPort: target.value })} />
      <TextField label={text.peerTitle} value={peerTitle} error={isNamed && !isAeTitle(peerTitle)} slotProps={titleInput} onChange={({ target }) => change({ peerTitle: target.value })} />
    </>
  )
}

function Tested({ test: { error, milliseconds } }: { readonly test: PacsTest }) {
  const text = useText().dimse
  const language = useLanguage()
  if (error !== null) return <ErrorNotice error={new AppError(error.code, error.detail)} />
  return (
    <Alert severity="success" variant="outlined" role="status" data-testid="dimse-works">
      ✔ {text.works(formatCount(milliseconds, language))}
    </Alert>
  )
}
