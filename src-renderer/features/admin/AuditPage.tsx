import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { StoreVerdict } from '../../../src-shared/contract/store.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { AuditList } from './AuditList.tsx'
import { VerdictView } from './VerdictView.tsx'

type Check =
  | { readonly state: 'none' | 'running' }
  | { readonly state: 'done'; readonly verdict: StoreVerdict }
  | { readonly state: 'failed'; readonly error: AppError }

/** Is the store whole, and who did what. */
export function AuditPage() {
  const text = useText().admin
  const client = useClient()
  const [check, setCheck] = useState<Check>({ state: 'none' })
  const [round, setRound] = useState(0)
  const verify = async (): Promise<void> => {
    setCheck({ state: 'running' })
    try {
      setCheck({ state: 'done', verdict: await client.send('store.verify', {}) })
    } catch (error) {
      setCheck({ state: 'failed', error: asAppError(error) })
    }
    setRound((before) => before + 1)
  }
  return (
    <PageBody
      title={text.auditTitle}
      action={
        <Button variant="contained" disabled={check.state === 'running'} onClick={() => void verify()}>
          {check.state === 'running' ? text.verifying : text.verify}
        </Button>
      }
    >
      {check.state === 'none' && <Typography color="textSecondary">{text.verifyHint}</Typography>}
      {check.state === 'done' && <VerdictView verdict={check.verdict} />}
      {check.state === 'failed' && <ErrorNotice error={check.error} />}
      <AuditList round={round} />
    </PageBody>
  )
}
