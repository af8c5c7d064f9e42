import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffect } from 'react'
import { contract, type CallName } from '../../../../src-shared/contract/contract.ts'
import type { DimseStatus } from '../../../../src-shared/contract/dimse.ts'
import { permissionsOf } from '../../../../src-shared/contract/permissions.ts'
import { useSession } from '../../../app/session.tsx'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { errorSentence } from '../../../text/errors.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { Figures } from '../../../ui/Figures.tsx'
import { formatDateTime } from '../../../ui/format.ts'
import { SendFiles } from '../pacs/SendFiles.tsx'
import { DimseForm } from './DimseForm.tsx'

/** What modalities send here, and what is sent to another application entity. */
export function DimseTab() {
  const text = useText().dimse
  const client = useClient()
  const { status } = useSession()
  const { loaded, reload } = useLoad('dimse', () => client.send('dimse.status', {}))
  useEffect(
    () =>
      client.subscribe(
        (event) => event.kind === 'dimse.changed' && reload(),
        (up) => up && reload(),
      ),
    [client, reload],
  )
  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed') return <ErrorNotice error={loaded.error} onRetry={reload} />
  const role = status.session?.role
  const may = (call: CallName): boolean => role !== undefined && permissionsOf(role).has(contract[call].needs)
  const { plan } = loaded.value
  return (
    <Box data-testid="dimse" data-state={loaded.value.state} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Typography color="textSecondary" sx={{ maxWidth: 760 }}>
        {text.intro}
      </Typography>
      <ReceiverState status={loaded.value} />
      {plan.peer !== null && may('dimse.send') && <SendFiles by="dimse.send" />}
      <Typography variant="h2">{text.settings}</Typography>
      {may('dimse.plan') ? <DimseForm plan={plan} onSaved={reload} /> : <Typography color="textSecondary">{text.adminOnly}</Typography>}
    </Box>
  )
}

function ReceiverState({ status: { state, received, refused, lastRefusal } }: { readonly status: DimseStatus }) {
  const text = useText().dimse
  const language = useLanguage()
  return (
    <>
      <Typography variant="h2">{text.stateTitle}</Typography>
      <Box role="status" sx={{ maxWidth: 760 }}>
        {state === 'failed' ? <Alert severity="warning">▲ {text.state[state]}</Alert> : <Typography>{text.state[state]}</Typography>}
      </Box>
      {(received > 0 || refused > 0) && <Figures figures={[{ name: text.received, value: received }, { name: text.refused, value: refused }]} />}
      {lastRefusal !== null && (
        <Typography sx={{ maxWidth: 760 }}>
          ▲ {text.lastRefusal(formatDateTime(lastRefusal.at))}
          {errorSentence(lastRefusal.code, lastRefusal.detail, language)}
        </Typography>
      )}
    </>
  )
}
