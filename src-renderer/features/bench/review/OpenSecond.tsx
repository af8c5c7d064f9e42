import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import { permissionsOf } from '../../../../src-shared/contract/permissions.ts'
import type { CaseView, Read } from '../../../../src-shared/contract/bench.ts'
import { useSession } from '../../../app/session.tsx'
import { useText } from '../../../text/useText.tsx'
import { Section } from '../panel/Section.tsx'

interface OpenSecondProps {
  readonly view: CaseView
  readonly read: Read
  readonly busy: boolean
  readonly onGiveUp: (reason: string) => void
}

/** While a second reading is open the case's scores are nobody's to see; one that nobody will finish can be ended here. */
export function OpenSecond({ view, read, busy, onGiveUp }: OpenSecondProps) {
  const text = useText().bench.second
  const { status } = useSession()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const mine = view.seat === 'second'
  const isOpen = mine ? read.phase !== 'signed' : view.row.secondReading === 'open'
  if (!isOpen || (!mine && !permissionsOf(status.session?.role ?? 'reader').has('read.sign'))) return null
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (reason.trim() !== '') onGiveUp(reason.trim())
  }
  return (
    <Section title={mine ? text.yours : text.isOpen}>
      <Typography variant="caption" color="text.secondary" component="p">
        {text.openHint}
      </Typography>
      {!asking && (
        <Button size="small" onClick={() => setAsking(true)} sx={{ px: 0.5 }}>
          {text.giveUp}
        </Button>
      )}
      {asking && (
        <Box component="form" onSubmit={submit} sx={{ display: 'flex', gap: 1, mt: 0.5 }}>
          <TextField autoFocus fullWidth label={text.giveUpReason} helperText={text.giveUpHint} value={reason} onChange={(event) => setReason(event.target.value)} slotProps={{ htmlInput: { maxLength: 200 } }} />
          <Button type="submit" variant="outlined" color="warning" disabled={busy || reason.trim() === ''}>
            {text.giveUpDo}
          </Button>
        </Box>
      )}
    </Section>
  )
}
