import Typography from '@mui/material/Typography'
import { useEffect } from 'react'
import { contract } from '../../../../src-shared/contract/contract.ts'
import { permissionsOf } from '../../../../src-shared/contract/permissions.ts'
import { useSession } from '../../../app/session.tsx'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { WatchForm } from './WatchForm.tsx'
import { WatchState } from './WatchState.tsx'

/** The watched folder: what is asked for, and how it stands. */
export function WatchTab() {
  const text = useText().watching
  const client = useClient()
  const { status } = useSession()
  const { loaded, reload } = useLoad('watch', () => client.send('watch.status', {}))
  useEffect(
    () =>
      client.subscribe(
        (event) => event.kind === 'watch.changed' && reload(),
        (up) => up && reload(),
      ),
    [client, reload],
  )
  if (loaded.state === 'loading') return null
  if (loaded.state === 'failed') return <ErrorNotice error={loaded.error} onRetry={reload} />
  const role = status.session?.role
  const mayChange = role !== undefined && permissionsOf(role).has(contract['watch.plan'].needs)
  return (
    <>
      <Typography color="textSecondary" sx={{ maxWidth: 760 }}>
        {text.intro}
      </Typography>
      <WatchForm plan={loaded.value.plan} mayChange={mayChange} onSave={(plan) => client.send('watch.plan', plan).then(reload)} />
      <WatchState status={loaded.value} />
    </>
  )
}
