import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import type { Signature } from '../../../../src-shared/contract/bench.ts'
import type { Task } from '../../../../src-shared/domain/case.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import { useText } from '../../../text/useText.tsx'
import { formatDateTime } from '../../../ui/format.ts'
import { ReportButton } from './ReportButton.tsx'
import { ResultsButton } from './ResultsButton.tsx'
import { Section } from './Section.tsx'

interface SignedProps {
  readonly caseId: CaseId
  readonly task: Task
  readonly signature: Signature
  readonly busy: boolean
  /** null: this person may not amend it. */
  readonly onAmend: ((reason: string) => void) | null
}

/** Who signed what and when, and its report; the only way on is an amendment with its reason. */
export function Signed({ caseId, task, signature, busy, onAmend }: SignedProps) {
  const text = useText().bench.sign
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (reason.trim() !== '') onAmend?.(reason.trim())
  }
  return (
    <Section title={`✔ ${text.signed}`}>
      <SignatureLine signature={signature} />
      <Typography variant="caption" color="text.secondary">
        {text.readOnly}
      </Typography>
      <ReportButton caseId={caseId} />
      {task !== 'tongue' && <ResultsButton caseId={caseId} />}
      {onAmend !== null && (
        <Box component="form" onSubmit={submit} sx={{ display: 'flex', gap: 1, mt: 0.5 }}>
          <TextField fullWidth label={text.amendReason} value={reason} onChange={(event) => setReason(event.target.value)} slotProps={{ htmlInput: { maxLength: 200 } }} />
          <Button type="submit" variant="outlined" disabled={busy || reason.trim() === ''}>
            {text.amend}
          </Button>
        </Box>
      )}
    </Section>
  )
}

/** Signer, time and the beginning of the record's hash. */
export function SignatureLine({ signature }: { readonly signature: Signature }) {
  const text = useText().bench.sign
  return (
    <Typography variant="body2" data-testid="signature">
      {text.signedBy(signature.signer, formatDateTime(signature.signedAt))} · {text.hash(signature.recordSha256.slice(0, 12))}
    </Typography>
  )
}
