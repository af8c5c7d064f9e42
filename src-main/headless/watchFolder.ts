import { setTimeout } from 'node:timers/promises'
import type { ImportReport } from '../../src-shared/contract/jobs.ts'
import type { WatchPlan } from '../../src-shared/contract/watching.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { createWatching } from '../app/watching.ts'
import { withProgress } from './jobProgress.ts'
import type { OpenedStore } from './openStore.ts'
import { stopSignals } from './storeOptions.ts'

/** As often as the window looks. */
const lookEveryMs = 10_000

/**
 * Looks through a folder every ten seconds, imports what has stopped growing, and hands each import's report over, until
 * a person or the system stops it. What was dealt with once is remembered in the store, as for the folder that the window watches.
 * Throws AppError `watch.folder`.
 */
export async function watchFolder({ services, work, call }: OpenedStore, plan: WatchPlan, onReport: (report: ImportReport) => Promise<void>): Promise<void> {
  const watching = createWatching(services, work, plan)
  const ended: JobId[] = []
  // One look may take several imports.
  const forget = services.events.subscribe((event) => {
    if (event.kind === 'job.changed' && event.job.kind === 'import' && event.job.state !== 'queued' && event.job.state !== 'running') ended.push(event.job.jobId)
  })
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  for (const signal of stopSignals) process.once(signal, onSignal)
  try {
    await withProgress(services, async () => {
      while (!stop.signal.aborted) {
        // Nobody presses keys here: the command itself is the one who is present.
        services.session.touch()
        await watching.look()
        for (const jobId of ended.splice(0)) await onReport(await call('import.report', { jobId }))
        await setTimeout(lookEveryMs, null, { signal: stop.signal }).catch(() => undefined)
      }
    })
  } finally {
    forget()
    for (const signal of stopSignals) process.off(signal, onSignal)
  }
}
