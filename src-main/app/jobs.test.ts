import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../src-shared/contract/jobs.ts'
import type { JobId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { closing, createJobs, stopIfCancelled, type JobContext } from './jobs.ts'

function queue(hold: () => () => void = () => () => {}) {
  const told: Job[] = []
  const reported: unknown[] = []
  const jobs = createJobs({ emit: (job) => told.push(job), hold, report: (error) => reported.push(error) })
  const statesOf = (jobId: JobId): readonly string[] => told.filter((job) => job.jobId === jobId).map(({ state }) => state)
  return { jobs, told, reported, statesOf }
}

/** Work that goes on until it is told to end. */
function endless() {
  let end = (): void => {}
  const run = (job: JobContext): Promise<void> =>
    new Promise((resolve, reject) => {
      end = resolve
      job.signal.addEventListener('abort', () => reject(new AppError('job.cancelled')))
    })
  return { run, end: () => end() }
}

describe('jobs', () => {
  it('that work in turns hold nobody up and wait for their turns', async () => {
    const { jobs, statesOf } = queue()
    const standing = endless()
    const blocking = endless()
    const order: string[] = []
    const open = jobs.start({ kind: 'import', total: 0, run: standing.run, inTurns: true })
    await jobs.turn('import', async () => void order.push('first turn'))
    const next = jobs.start({ kind: 'import', total: 1, run: blocking.run })
    const second = jobs.turn('import', async () => void order.push('second turn'))
    await expect.poll(() => statesOf(next)).toEqual(['queued', 'running'])
    expect([order, statesOf(open)]).toEqual([['first turn'], ['queued', 'running']])
    blocking.end()
    await second
    // A turn that fails is its own affair.
    await expect(jobs.turn('import', async () => Promise.reject(new AppError('image.empty')))).rejects.toThrow('image.empty')
    await jobs.settled(jobs.start({ kind: 'import', total: 1, run: async () => void order.push('third') }))
    standing.end()
    expect(await jobs.settled(open)).toMatchObject({ state: 'done' })
    expect(order).toEqual(['first turn', 'second turn', 'third'])
  })

  it('of one kind wait for each other, other kinds do not', async () => {
    const { jobs } = queue()
    const first = endless()
    const order: string[] = []
    const one = jobs.start({ kind: 'import', total: 1, run: first.run })
    const two = jobs.start({ kind: 'import', total: 1, run: async () => void order.push('two') })
    const other = jobs.start({ kind: 'export', total: 1, run: async () => void order.push('other') })
    await jobs.settled(other)
    expect(order).toEqual(['other'])
    expect(jobs.list().map(({ jobId, state }) => [jobId, state])).toEqual([[other, 'done'], [two, 'queued'], [one, 'running']])
    first.end()
    await jobs.settled(two)
    expect(order).toEqual(['other', 'two'])
  })

  it('tell of every step', async () => {
    const { jobs, told } = queue()
    const jobId = jobs.start({
      kind: 'import',
      total: 2,
      run: async (job) => {
        job.update({ done: 1 })
        job.update({ done: 2, failed: 1 })
      },
    })
    expect(await jobs.settled(jobId)).toEqual({ jobId, kind: 'import', state: 'done', done: 2, total: 2, failed: 1, error: null })
    expect(told.map(({ state, done }) => [state, done])).toEqual([['queued', 0], ['running', 0], ['running', 1], ['running', 2], ['done', 2]])
  })

  it('can be cancelled while they wait and while they run; an ended one stays as it is', async () => {
    const { jobs, statesOf } = queue()
    const running = jobs.start({ kind: 'export', total: 0, run: endless().run })
    let began = false
    const waiting = jobs.start({ kind: 'export', total: 0, run: async () => void (began = true) })
    jobs.cancel(waiting)
    jobs.cancel(running)
    expect((await jobs.settled(waiting)).state).toBe('cancelled')
    expect(began).toBe(false)
    expect(statesOf(waiting)).toEqual(['queued', 'cancelled'])
    expect((await jobs.settled(running)).state).toBe('cancelled')
    jobs.cancel(running)
    expect(jobs.list()[1]?.state).toBe('cancelled')
    expect(() => jobs.cancel(randomUUID() as string as JobId)).toThrow('job.missing')
  })

  it('carry the code of what they failed of, and keep unexpected stories for the log', async () => {
    const { jobs, reported } = queue()
    const fail = (error: Error): JobId => jobs.start({ kind: 'import', total: 0, run: async () => { throw error } })
    expect(await jobs.settled(fail(new AppError('store.full')))).toMatchObject({ state: 'failed', error: 'store.full' })
    const mistake = new TypeError('of the program')
    expect(await jobs.settled(fail(mistake))).toMatchObject({ state: 'failed', error: 'internal' })
    expect(reported).toEqual([mistake])
    expect((await jobs.settled(jobs.start({ kind: 'import', total: 0, run: async () => {} }))).state).toBe('done')
  })

  it('hold the store while they run, and fail where it is closed', async () => {
    let held = 0
    const { jobs } = queue(() => {
      held += 1
      return () => {
        held -= 1
      }
    })
    const work = endless()
    const jobId = jobs.start({ kind: 'import', total: 0, run: work.run })
    await Promise.resolve()
    await expect.poll(() => held).toBe(1)
    work.end()
    await jobs.settled(jobId)
    expect(held).toBe(0)
    const locked = queue(() => {
      throw new AppError('auth.signedOut')
    })
    expect(await locked.jobs.settled(locked.jobs.start({ kind: 'import', total: 0, run: async () => {} }))).toMatchObject({ error: 'auth.signedOut' })
  })

  it('end when the program ends, and can tell that from a cancel', async () => {
    const { jobs } = queue()
    const reasons: unknown[] = []
    jobs.start({
      kind: 'analysis',
      total: 0,
      run: async (job) => {
        while (!job.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 1))
        reasons.push(job.signal.reason)
        stopIfCancelled(job)
      },
    })
    await new Promise((resolve) => setTimeout(resolve, 5))
    await jobs.close()
    expect(reasons).toEqual([closing])
    expect(jobs.list()[0]?.state).toBe('cancelled')
  })

  it('are forgotten when they are old', async () => {
    const { jobs } = queue()
    const first = jobs.start({ kind: 'import', total: 0, run: async () => {} })
    await jobs.settled(first)
    for (let count = 0; count < 120; count += 1) await jobs.settled(jobs.start({ kind: 'import', total: 0, run: async () => {} }))
    expect(jobs.list().length).toBeLessThanOrEqual(101)
    expect(() => jobs.cancel(first)).toThrow('job.missing')
  })
})
