import type { Job } from '../../src-shared/contract/jobs.ts'
import { AppError, type ErrorCode } from '../../src-shared/errors.ts'
import type { Services } from '../app/services.ts'
import { stopSignals } from './storeOptions.ts'
import { tell } from './terminal.ts'

const lineEveryMs = 1000

/**
 * Runs `work` and shows how far its jobs are, a line a second on standard error. The person who waits counts as
 * present, so the idle lock does not close the store under a long job. Ctrl+C ends the jobs after their current step:
 * what they did stays, and what waits in the store goes on waiting.
 */
export async function withProgress<T>(services: Services, work: () => Promise<T>): Promise<T> {
  let last = Number.NEGATIVE_INFINITY
  const end = services.events.subscribe((event) => {
    if (event.kind !== 'job.changed') return
    services.session.touch()
    const now = services.clock.monotonicMs()
    const ended = event.job.state !== 'running' && event.job.state !== 'queued'
    if (!ended && now - last < lineEveryMs) return
    last = now
    tell(lineOf(event.job))
  })
  const stop = (): void => void services.jobs.close()
  for (const signal of stopSignals) process.once(signal, stop)
  try {
    return await work()
  } finally {
    for (const signal of stopSignals) process.off(signal, stop)
    end()
  }
}

const lineOf = ({ kind, state, done, total, failed }: Job): string =>
  `${kind} ${state}: ${done}/${total}${failed === 0 ? '' : `, ${failed} refused`}`

/** What a job that was not done means for its command. */
export const jobError = (state: Job['state'], error: ErrorCode | null): AppError =>
  new AppError(state === 'cancelled' ? 'job.cancelled' : (error ?? 'internal'))
