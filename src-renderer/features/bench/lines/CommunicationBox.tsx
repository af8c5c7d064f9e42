import Close from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import type { Read, ReadEdit } from '../../../../src-shared/contract/bench.ts'
import { communicationWays, uncommunicated, type Communication, type CommunicationWay } from '../../../../src-shared/domain/communication.ts'
import type { CommunicationId } from '../../../../src-shared/domain/ids.ts'
import { lineWords, traceWords } from '../../../../src-shared/lineWords.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { formatDateTime } from '../../../ui/format.ts'
import { Section } from '../panel/Section.tsx'
import { editableCommunication } from '../record/draft.ts'
import { localMinute, toldAt } from './toldAt.ts'
import type { LineReading } from './useLineFindings.ts'

const field = 'toWhom'

/** Puts the cursor where it is entered who was told. */
export const openCommunication = (): void => document.querySelector<HTMLInputElement>(`[data-field="${field}"]`)?.focus()

interface CommunicationBoxProps {
  readonly read: Read
  readonly findings: LineReading
  readonly readOnly: boolean
  readonly onEdit: (edits: readonly ReadEdit[]) => void
}

/** Who was told of critical findings; stands only where there are any, and must be complete before the signature. */
export function CommunicationBox({ read, findings, readOnly, onEdit }: CommunicationBoxProps) {
  const text = useText().lines
  const language = useLanguage()
  const { communications } = read
  const open = uncommunicated(findings.telling, communications)
  if (findings.telling.length === 0 && communications.length === 0) return null
  const edit = (communicationId: CommunicationId, communication: Communication | null): void =>
    onEdit([{ kind: 'communication', communicationId, communication: editableCommunication(communication) }])
  return (
    <Section title={text.told} aside={<Typography variant="caption" color={open.length > 0 ? 'error' : 'text.secondary'}>{open.length > 0 ? `▲ ${text.toTell(open.length)}` : text.allTold}</Typography>}>
      <Box data-testid="communication" data-open={open.length}>
        {open.map((finding) => (
          <Typography key={finding.markId} variant="caption" sx={{ display: 'block' }}>
            {lineWords[language].tube[finding.tube]}: {traceWords(finding, language)}
          </Typography>
        ))}
        {communications.map((one) => (
          <Record key={one.communicationId} one={one} onRemove={readOnly ? null : () => edit(one.communicationId, null)} />
        ))}
        {open.length > 0 && !readOnly && (
          <TellForm
            onRecord={(told) => {
              const communicationId = crypto.randomUUID() as string as CommunicationId
              edit(communicationId, { ...told, communicationId, about: findings.telling.map(({ markId }) => markId) })
            }}
          />
        )}
      </Box>
    </Section>
  )
}

function Record({ one, onRemove }: { readonly one: Communication; readonly onRemove: (() => void) | null }) {
  const text = useText().lines
  const words = lineWords[useLanguage()]
  return (
    <Box sx={{ display: 'flex', alignItems: 'center' }} data-testid="communication-record">
      <Typography variant="body2" sx={{ flex: 1 }}>
        {one.readBack ? '✔' : '▲'} {text.by(one.toWhom, words.way[one.how], formatDateTime(one.at))} · {one.readBack ? text.readBack : text.noReadBack}
      </Typography>
      {onRemove !== null && (
        <IconButton aria-label={text.removeRecord} onClick={onRemove} sx={{ p: 0.25 }}>
          <Close sx={{ fontSize: 14 }} />
        </IconButton>
      )}
    </Box>
  )
}

function TellForm({ onRecord }: { readonly onRecord: (told: Omit<Communication, 'communicationId' | 'about'>) => void }) {
  const text = useText().lines
  const words = lineWords[useLanguage()]
  const [toWhom, setToWhom] = useState('')
  const [how, setHow] = useState<CommunicationWay>('phone')
  const [typedAt, setTypedAt] = useState<string | null>(null)
  const [readBack, setReadBack] = useState(false)
  // Until it is typed the time goes along with the form being filled in.
  const [seenAt, setSeenAt] = useState(() => localMinute(new Date()))
  const at = typedAt ?? seenAt
  const fill = (): void => setSeenAt(localMinute(new Date()))
  const [isFuture, setIsFuture] = useState(false)
  const isGood = toWhom.trim() !== '' && !Number.isNaN(new Date(at).getTime()) && readBack
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const time = toldAt(typedAt, new Date())
    const ahead = time > new Date()
    setIsFuture(ahead)
    if (isGood && !ahead) onRecord({ toWhom: toWhom.trim(), at: time.toISOString(), how, readBack })
  }
  return (
    <Box component="form" onSubmit={submit}>
      <Typography variant="caption" color="text.secondary">
        {text.toldHint}
      </Typography>
      <TextField fullWidth margin="dense" label={text.toWhom} value={toWhom} onInput={fill} onChange={(event) => setToWhom(event.target.value)} autoComplete="off" slotProps={{ htmlInput: { maxLength: 200, 'data-field': field } }} />
      {/* Side by side where the date is seen to its end. */}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1 }}>
        <TextField select margin="dense" label={text.how} value={how} onChange={(event) => setHow(communicationWays.find((way) => way === event.target.value) ?? how)} sx={{ flex: '1 1 150px' }}>
          {communicationWays.map((way) => (
            <MenuItem key={way} value={way}>
              {words.way[way]}
            </MenuItem>
          ))}
        </TextField>
        <TextField type="datetime-local" margin="dense" label={text.at} error={isFuture} helperText={isFuture ? text.future : undefined} value={at} onChange={(event) => setTypedAt(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} sx={{ flex: '1 1 220px' }} />
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <FormControlLabel control={<Checkbox size="small" checked={readBack} onInput={fill} onChange={(event) => setReadBack(event.target.checked)} />} label={text.readBack} />
        <Button type="submit" variant="outlined" disabled={!isGood}>
          {text.record}
        </Button>
      </Box>
    </Box>
  )
}
