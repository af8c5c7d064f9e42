import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useEffect } from 'react'
import { navigate, noFilter } from '../../app/routes.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { ReaderTable } from './ReaderTable.tsx'
import { TaskTable } from './TaskTable.tsx'

/** How far the work is, by task and by person. */
export function ProgressPage() {
  const text = useText().progress
  const client = useClient()
  const { loaded, reload } = useLoad('progress', () => client.send('progress.show', {}))
  useEffect(() => client.subscribe((event) => event.kind === 'worklist.changed' && reload()), [client, reload])
  const toList = <Button onClick={() => navigate({ page: 'worklist', filter: noFilter })}>{text.toList}</Button>
  return (
    <PageBody title={text.title} action={toList}>
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && loaded.value.tasks.length === 0 && <EmptyState title={text.emptyTitle} hint={text.emptyHint} />}
      {loaded.state === 'ready' && loaded.value.tasks.length > 0 && (
        <Box sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
          <TaskTable tasks={loaded.value.tasks} />
          <Typography variant="h2">{text.readers}</Typography>
          <ReaderTable readers={loaded.value.readers} />
        </Box>
      )}
    </PageBody>
  )
}
