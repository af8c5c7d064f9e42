import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { LearningTask } from '../../../../src-shared/contract/learning.ts'
import { permissionsOf } from '../../../../src-shared/contract/permissions.ts'
import type { Task } from '../../../../src-shared/domain/case.ts'
import { JobLine } from '../../../app/Queue.tsx'
import { isActive, useJobs } from '../../../app/jobs.tsx'
import { useSession } from '../../../app/session.tsx'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { PageBody } from '../../../ui/PageBody.tsx'
import { ModelTabs } from '../ModelTabs.tsx'
import { AddVersion } from './AddVersion.tsx'
import { TaskVersions } from './TaskVersions.tsx'

/** The loop's last part: versions that were added, how they do beside the one in use, and which one that is. */
export function VersionsPage() {
  const text = useText()
  const client = useClient()
  const comparisons = useJobs().jobs.filter(({ kind }) => kind === 'comparison')
  const mayManage = permissionsOf(useSession().status.session?.role ?? 'reader').has('model.manage')
  // Every comparison that begins or ends changes what there is to show.
  const states = comparisons.map(({ jobId, state }) => jobId + state).join()
  const { loaded, reload } = useLoad(`versions ${states}`, () => client.send('learning.overview', {}))
  const [chosen, setChosen] = useState<Task | null>(null)
  const loops = loaded.state === 'ready' ? loaded.value : []
  const loop = loops.find(({ task }) => task === chosen) ?? busiest(loops)
  return (
    <PageBody title={text.models.title}>
      <ModelTabs page="versions" />
      <Typography color="textSecondary">{text.versions.intro}</Typography>
      {!mayManage && <Typography data-testid="read-only">{text.versions.readOnly}</Typography>}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {comparisons.filter(({ state }) => state !== 'done').map((job) => <JobLine key={job.jobId} job={job} />)}
      {loop !== undefined && (
        <>
          <Tabs value={loop.task} onChange={(_, task: Task) => setChosen(task)} aria-label={text.versions.listTitle}>
            {loops.map(({ task }) => (
              <Tab key={task} value={task} label={text.common.task[task]} />
            ))}
          </Tabs>
          <TaskVersions key={loop.task} loop={loop} mayManage={mayManage} comparing={comparisons.some(isActive)} onChanged={reload} />
          {mayManage && <AddVersion onAdded={reload} />}
        </>
      )}
    </PageBody>
  )
}

/** The task to begin with: one with versions of its own, otherwise the one with the most signed cases. */
const busiest = (loops: readonly LearningTask[]): LearningTask | undefined =>
  loops.toSorted((one, other) => other.versions.length - one.versions.length || other.signedCases - one.signedCases)[0]
