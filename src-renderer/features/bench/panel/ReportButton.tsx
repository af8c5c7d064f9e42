import Button from '@mui/material/Button'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { useTakeAway } from './useTakeAway.ts'

/** The signed read as one printable page, in the language of the window. */
export function ReportButton({ caseId }: { readonly caseId: CaseId }) {
  const text = useText().bench.report
  const language = useLanguage()
  const client = useClient()
  const { making, error, dismiss, take } = useTakeAway()
  return (
    <>
      <Button fullWidth variant="outlined" disabled={making} onClick={() => void take(() => client.send('report.make', { caseId, language }))} data-testid="report" sx={{ mt: 0.5 }}>
        {making ? text.making : text.action}
      </Button>
      {error !== null && <ErrorNotice error={error} onClose={dismiss} />}
    </>
  )
}
