import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { contract, type CallName } from '../../../../src-shared/contract/contract.ts'
import type { PacsStatus } from '../../../../src-shared/contract/pacs.ts'
import { permissionsOf } from '../../../../src-shared/contract/permissions.ts'
import { useSession } from '../../../app/session.tsx'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { ImportRunView } from '../ImportRunView.tsx'
import { PacsForm } from './PacsForm.tsx'
import { SendFiles } from './SendFiles.tsx'
import { StudySearch } from './StudySearch.tsx'

/** A picture archive: its settings for an administrator, a search, and what is retrieved. */
export function PacsTab() {
  const text = useText().pacs
  const client = useClient()
  const { status } = useSession()
  const { loaded, reload } = useLoad('pacs', () => client.send('pacs.status', {}))
  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed') return <ErrorNotice error={loaded.error} onRetry={reload} />
  const role = status.session?.role
  const may = (call: CallName): boolean => role !== undefined && permissionsOf(role).has(contract[call].needs)
  const { on } = loaded.value
  return (
    <Box data-testid="pacs" data-on={on} sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Typography color="textSecondary" sx={{ maxWidth: 760 }}>
        {text.intro}
      </Typography>
      {!on && <EmptyState title={text.offTitle} hint={may('pacs.plan') ? text.off : text.offReader} />}
      {may('pacs.plan') && <Settings status={loaded.value} onSaved={reload} />}
      {on && <ImportRunView>{(run) => <StudySearch onRetrieve={(order) => void run.retrieve(order)} />}</ImportRunView>}
      {on && may('pacs.send') && <SendFiles by="pacs.send" />}
    </Box>
  )
}

function Settings({ status, onSaved }: { readonly status: PacsStatus; readonly onSaved: () => void }) {
  const text = useText().pacs
  const [open, setOpen] = useState(!status.on)
  return (
    <>
      <Box>
        <Button variant="outlined" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? text.hideSettings : text.settings}
        </Button>
      </Box>
      {open && <PacsForm status={status} onSaved={onSaved} />}
    </>
  )
}
