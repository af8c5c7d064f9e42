import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import type { AppError } from '../../src-shared/errors.ts'
import { errorSentence } from '../text/errors.ts'
import { useLanguage, useText } from '../text/useText.tsx'

interface ErrorNoticeProps {
  readonly error: AppError
  readonly onRetry?: () => void
  readonly onClose?: () => void
}

/** A failure in words: what happened, what was kept, what to do, and the number that finds it in the log. */
export function ErrorNotice({ error, onRetry, onClose }: ErrorNoticeProps) {
  const text = useText().common
  const incident = String(error.detail['incident'] ?? '')
  const action = onRetry && (
    <Button color="inherit" onClick={onRetry}>
      {text.retry}
    </Button>
  )
  return (
    <Alert
      severity="error"
      variant="outlined"
      role="alert"
      data-code={error.code}
      action={action}
      {...(onClose && { onClose })}
    >
      {errorSentence(error.code, error.detail, useLanguage())}
      {incident !== '' && <span> {text.incident(incident)}</span>}
    </Alert>
  )
}
