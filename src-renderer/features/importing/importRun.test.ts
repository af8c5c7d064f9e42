import { expect, it } from 'vitest'
import type { ImportReport, Job } from '../../../src-shared/contract/jobs.ts'
import type { JobId } from '../../../src-shared/domain/ids.ts'
import type { Client } from '../../client/client.ts'
import type { ConnectionListener, EventListener } from '../../client/transport.ts'
import { ImportRun } from './importRun.ts'

const jobId = 'job' as JobId
const job = (state: Job['state']): Job => ({ jobId, state, done: 1, total: 1, error: null }) as Job
const report = { imported: 1, alreadyKnown: 0, cases: 1, rejected: [], groupedImages: 0, duplicates: [], ignored: 0, notListed: 0, notListedFiles: [] } as ImportReport

/** A host by hand: what it is asked, and when it answers for a report. */
function host() {
  const told: { event?: EventListener; connection?: ConnectionListener | undefined } = {}
  const reports: (() => void)[] = []
  let jobs: readonly Job[] = [job('running')]
  const send = async (name: string): Promise<unknown> => {
    if (name === 'pacs.get') return { jobId }
    if (name === 'job.list') return jobs
    await new Promise<void>((answer) => reports.push(answer))
    return report
  }
  const client = { send, subscribe: (event: EventListener, connection?: ConnectionListener) => void Object.assign(told, { event, connection }) } as unknown as Client
  return { run: new ImportRun(client), told, reports, ends: () => void (jobs = [job('done')]) }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

it('learns on coming back of an end that was told while nobody was connected', async () => {
  const { run, told, reports, ends } = host()
  await run.retrieve({ studies: [], task: null })
  ends()
  told.connection?.(false)
  expect(run.state().phase).toBe('running')
  told.connection?.(true)
  await settled()
  reports[0]?.()
  await settled()
  expect(run.state()).toMatchObject({ phase: 'finished', report: { imported: 1 } })
})

it('does not go back to the report of an import that is left behind', async () => {
  const { run, told, reports } = host()
  await run.retrieve({ studies: [], task: null })
  // The end is told twice; the second answer comes when the next form is open already.
  for (let times = 0; times < 2; times += 1) told.event?.({ kind: 'job.changed', job: job('done') } as Parameters<EventListener>[0])
  await settled()
  reports[0]?.()
  await settled()
  expect(run.state().phase).toBe('finished')
  run.reset()
  reports[1]?.()
  await settled()
  expect(run.state().phase).toBe('idle')
})
