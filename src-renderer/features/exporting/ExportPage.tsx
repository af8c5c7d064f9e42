import Typography from '@mui/material/Typography'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import { useJobs } from '../../app/jobs.tsx'
import { JobLine } from '../../app/Queue.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { ExportForm } from './ExportForm.tsx'
import { ExportList } from './ExportList.tsx'

/** Order an export, watch it, fetch the frozen ones. */
export function ExportPage() {
  const text = useText().exporting
  const client = useClient()
  const { jobs } = useJobs()
  const exportsOnShow = jobs.filter((job) => job.kind === 'export' && job.state !== 'done')
  const finished = jobs.filter((job) => job.kind === 'export' && job.state === 'done').length
  const { loaded, reload } = useLoad(`exports ${finished}`, () => client.send('export.list', {}))
  return (
    <PageBody title={text.title}>
      <Typography color="textSecondary">{text.intro}</Typography>
      <ExportForm />
      <RunningExports jobs={exportsOnShow} />
      <Typography variant="h2" sx={{ mt: 1 }}>
        {text.listTitle}
      </Typography>
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && <ExportList reports={loaded.value} />}
    </PageBody>
  )
}

function RunningExports({ jobs }: { readonly jobs: readonly Job[] }) {
  return jobs.map((job) => <JobLine key={job.jobId} job={job} />)
}
