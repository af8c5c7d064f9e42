import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useRef, useState } from 'react'
import type { SentFile } from '../../../../src-shared/contract/pacs.ts'
import type { IntakeId } from '../../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { errorSentence } from '../../../text/errors.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { formatCount } from '../../../ui/format.ts'
import { takeFiles } from '../takeFiles.ts'

interface Sent {
  readonly names: readonly string[]
  readonly files: readonly SentFile[]
}

/** Stores chosen DICOM files on the PACS, over the web or over DICOM's own protocol, and says of each that was not taken why. */
export function SendFiles({ by }: { readonly by: 'pacs.send' | 'dimse.send' }) {
  const text = useText().pacs
  const client = useClient()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [sent, setSent] = useState<Sent | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const send = async (files: readonly File[]): Promise<void> => {
    if (files.length === 0) return
    setBusy(true)
    setSent(null)
    try {
      const intakeIds: IntakeId[] = []
      for (const file of files) intakeIds.push(await client.intake(file, file.name))
      const { sent: outcome } = await client.send(by, { intakeIds })
      setSent({ names: files.map(({ name }) => name), files: outcome })
      setError(null)
    } catch (failure) {
      setError(asAppError(failure))
    }
    setBusy(false)
  }
  return (
    <Box data-testid="pacs-send" sx={{ display: 'flex', flexDirection: 'column', gap: 1 }}>
      <Typography variant="h2">{text.sendTitle}</Typography>
      <Typography color="textSecondary">{text.sendHint}</Typography>
      <Box>
        <Button variant="outlined" disabled={busy} onClick={() => input.current?.click()}>
          {busy ? text.sending : text.sendChoose}
        </Button>
        <input ref={input} type="file" multiple hidden data-testid="pacs-send-input" onChange={({ target }) => void send(takeFiles(target))} />
      </Box>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
      {sent !== null && <SentList sent={sent} />}
    </Box>
  )
}

function SentList({ sent: { names, files } }: { readonly sent: Sent }) {
  const text = useText().pacs
  const language = useLanguage()
  const refused = files.filter(({ error }) => error !== null)
  return (
    <Box role="status" data-refused={refused.length}>
      <Typography>{text.sent(formatCount(files.length - refused.length, language), formatCount(files.length, language))}</Typography>
      {refused.map(({ index, error }) => (
        <Typography key={index}>
          ▲ {names[index]}: {error !== null && errorSentence(error.code, error.detail, language)}
        </Typography>
      ))}
    </Box>
  )
}
