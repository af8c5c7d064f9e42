import Alert from '@mui/material/Alert'
import type { PacsTest } from '../../../src-shared/contract/pacs.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { useLanguage } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { formatCount } from '../../ui/format.ts'

interface ConnectionTestedProps {
  readonly test: PacsTest
  readonly testId: string
  /** The sentence for one that answered, with its time in milliseconds. */
  readonly works: (milliseconds: string) => string
}

/** What the other side said when it was asked. */
export function ConnectionTested({ test: { error, milliseconds }, testId, works }: ConnectionTestedProps) {
  const language = useLanguage()
  if (error !== null) return <ErrorNotice error={new AppError(error.code, error.detail)} />
  return (
    <Alert severity="success" variant="outlined" role="status" data-testid={testId} sx={{ maxWidth: 640 }}>
      ✔ {works(formatCount(milliseconds, language))}
    </Alert>
  )
}
