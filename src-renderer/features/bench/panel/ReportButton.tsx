import Button from '@mui/material/Button'
import { useState } from 'react'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'

/** The signed read as one printable page, in the language of the window. */
export function ReportButton({ caseId }: { readonly caseId: CaseId }) {
  const text = useText().bench.report
  const language = useLanguage()
  const client = useClient()
  const [making, setMaking] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const make = async (): Promise<void> => {
    setMaking(true)
    setError(null)
    try {
      const { reportId } = await client.send('report.make', { caseId, language })
      await client.openReport(reportId)
    } catch (failure) {
      setError(asAppError(failure))
    } finally {
      setMaking(false)
    }
  }
  return (
    <>
      <Button fullWidth variant="outlined" disabled={making} onClick={() => void make()} data-testid="report" sx={{ mt: 0.5 }}>
        {making ? text.making : text.action}
      </Button>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </>
  )
}
