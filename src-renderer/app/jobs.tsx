import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { Job } from '../../src-shared/contract/jobs.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { useClient } from '../client/ClientContext.tsx'

export interface Jobs {
  /** Newest first. */
  readonly jobs: readonly Job[]
  readonly cancel: (jobId: JobId) => Promise<void>
}

const JobsContext = createContext<Jobs | null>(null)

export const isActive = (job: Job): boolean => job.state === 'queued' || job.state === 'running'

/** Keeps the list of jobs in step with the program's events while somebody is signed in. */
export function JobsProvider({ signedIn, children }: { readonly signedIn: boolean; readonly children: ReactNode }) {
  const client = useClient()
  const [byId, setById] = useState<ReadonlyMap<JobId, Job>>(new Map())
  useEffect(() => {
    if (!signedIn) return undefined
    const refresh = (): void => {
      client.send('job.list', {}).then(
        (list) => setById(new Map(list.map((job) => [job.jobId, job]))),
        // The frame already says that the program cannot be reached; the next connection asks again.
        () => undefined,
      )
    }
    return client.subscribe(
      (event) => {
        if (event.kind === 'job.changed') setById((before) => withJob(before, event.job))
      },
      (up) => up && refresh(),
    )
  }, [client, signedIn])
  const cancel = useCallback(async (jobId: JobId) => void (await client.send('job.cancel', { jobId })), [client])
  const value = useMemo<Jobs>(() => ({ jobs: [...byId.values()], cancel }), [byId, cancel])
  return <JobsContext value={value}>{children}</JobsContext>
}

export function useJobs(): Jobs {
  const jobs = use(JobsContext)
  if (jobs === null) throw new Error('useJobs outside JobsProvider')
  return jobs
}

/** A known job keeps its place; a new one comes first. */
function withJob(before: ReadonlyMap<JobId, Job>, job: Job): ReadonlyMap<JobId, Job> {
  if (before.has(job.jobId)) return new Map(before).set(job.jobId, job)
  return new Map([[job.jobId, job], ...before])
}
