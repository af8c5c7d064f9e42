import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CaseView, SaveReceipt } from '../../src-shared/contract/bench.ts'
import type { CaseId, JobId } from '../../src-shared/domain/ids.ts'
import { createServices, type Services } from '../app/services.ts'
import { benchCalls, type BenchCall } from './benchCall.ts'
import type { Bench } from './benchResult.ts'
import { benchLabels, fillStore, originalOf } from './filledStore.ts'

/** No save may take longer while a backup runs. */
const SLOWEST_SAVE_MS = 100
const PAUSE_BETWEEN_SAVES_MS = 20

/** The slowest save at the contract while a store of 10,000 cases, each with an original, is backed up for the first time. */
export const backupBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const target = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const services = createServices({ storeFolder: folder, modelsFolder: folder, host: 'loopback' })
  try {
    const call = await benchCalls(services)
    const cases = quick ? 500 : 10_000
    tell(`bench: a backup of ${cases} cases, with saves meanwhile`)
    const caseIds = fillStore(services, cases)
    for (let index = 0; index < cases; index += 1) await services.store.blobs().put(originalOf(index))
    await call('backup.plan', { folder: target, everyHours: 0, keep: 1 })
    const start = performance.now()
    const { jobId } = await call<{ jobId: JobId }>('backup.start', {})
    const value = await slowestSave(services, call, { jobId, caseIds })
    tell(`bench: the backup took ${((performance.now() - start) / 1000).toFixed(1)} s`)
    return [{ name: 'backup.save', value, unit: 'ms', baseline: SLOWEST_SAVE_MS, ratio: SLOWEST_SAVE_MS / value }]
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
    await rm(target, { recursive: true, force: true })
  }
}

interface Labelling {
  readonly jobId: JobId
  readonly caseIds: readonly CaseId[]
}

/** Saves until the job has ended. Throws where the backup did. */
async function slowestSave({ jobs }: Services, call: BenchCall, { jobId, caseIds }: Labelling): Promise<number> {
  const isActive = (): boolean => jobs.list().some((job) => job.jobId === jobId && (job.state === 'queued' || job.state === 'running'))
  let slowest = 0
  for (let index = 0; isActive(); index += 1) {
    const { read } = await call<CaseView>('case.open', { caseId: caseIds[(index * 37) % caseIds.length] })
    const edits = [{ kind: 'answer', labelSet: 'chestxray14', label: benchLabels[index % benchLabels.length], state: 'present' }]
    const start = performance.now()
    await call<SaveReceipt>('read.save', { readId: read.readId, baseRevision: read.revision, edits })
    slowest = Math.max(slowest, performance.now() - start)
    await setTimeout(PAUSE_BETWEEN_SAVES_MS)
  }
  const { state, error } = await jobs.settled(jobId)
  if (state !== 'done') throw new Error(`The backup ended as ${state} (${error})`)
  return slowest
}
