import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { patchesPng } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { seedCase, seedRun } from '../../test/support/seedCase.ts'
import { ownerName, ownerPassword, startOwned, startWorkstation, type TestWorkstation } from '../../test/support/workstation.ts'
import type { RetrainingTask } from '../../src-shared/contract/retraining.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { RetrainingSchedule } from './retrainingSchedule.ts'

const dayMs = 86_400_000
const tryAgainAfterMs = 3_600_000

interface Planned {
  readonly here: TestWorkstation
  readonly cases: readonly CaseId[]
  readonly folder: string
  readonly schedule: RetrainingSchedule
}

const scheduleOf = ({ services }: TestWorkstation): RetrainingSchedule => new RetrainingSchedule(services)

/** Ten films of ten patients that do not look alike, the first of them signed. */
async function planned(signed: number, plan: object): Promise<Planned> {
  const here = await startOwned()
  const cases: CaseId[] = []
  for (let seed = 0; seed < 10; seed += 1) {
    const likeness = createHash('sha256').update(String(seed)).digest('hex')
    const seeded = await seedCase(here.services, `P-${seed}`, { bytes: await patchesPng(seed), likeness })
    seedRun(here.services, seeded)
    cases.push(seeded.caseId)
  }
  for (const caseId of cases.slice(0, signed)) await sign(here, caseId)
  const folder = path.join(temporaryFolder(), 'bundles')
  mkdirSync(folder)
  await here.send('retraining.plan', { folder, everyDays: 0, everySignatures: 0, ...plan })
  return { here, cases, folder, schedule: scheduleOf(here) }
}

const sign = (here: TestWorkstation, caseId: CaseId): Promise<void> => readAndSign(here, caseId, { answers: { effusion: 'present' } })

/** Looks once and waits for what it starts; the jobs' ends. */
async function look({ services }: TestWorkstation, schedule: RetrainingSchedule): Promise<readonly string[]> {
  const ended = await Promise.all(schedule.startDue().map((jobId) => services.jobs.settled(jobId)))
  return ended.map(({ state, error }) => error ?? state)
}

async function filmsOf({ send }: TestWorkstation): Promise<RetrainingTask | undefined> {
  return (await send('retraining.status', {})).tasks.find(({ task }) => task === 'chestxray14')
}

/** Time goes by, in which an idle session ends. */
async function wait({ clock, send }: TestWorkstation, milliseconds: number): Promise<void> {
  clock.pass(milliseconds)
  await send('session.open', { name: ownerName, password: ownerPassword })
}

it('is off at first, and takes no folder that cannot hold bundles', async () => {
  const here = await startOwned()
  expect(await here.send('retraining.status', {})).toMatchObject({ plan: { folder: null, everyDays: 0, everySignatures: 0 }, reachable: false })
  expect(scheduleOf(here).startDue()).toEqual([])
  for (const folder of [null, '/no/such/folder', 'relative', here.folder]) {
    await expect(here.send('retraining.plan', { folder, everyDays: 7, everySignatures: 0 })).rejects.toMatchObject({ code: 'export.folder' })
  }
})

it('writes a bundle once enough was signed, never the same twice, and tells a failure', async () => {
  const { here, cases, folder, schedule } = await planned(8, { everySignatures: 9 })
  expect(await look(here, schedule)).toEqual([])
  await sign(here, cases[8] as CaseId)
  rmSync(folder, { recursive: true })
  expect(await look(here, schedule)).toEqual(['export.folder'])
  expect(await here.send('retraining.status', {})).toMatchObject({ reachable: false })
  expect(await filmsOf(here)).toMatchObject({ newSignatures: 9, last: { outcome: 'failed', error: 'export.folder' } })
  mkdirSync(folder)
  expect(await look(here, schedule)).toEqual([])
  await wait(here, tryAgainAfterMs)
  expect(await look(here, schedule)).toEqual(['done'])
  const [bundle = ''] = readdirSync(folder)
  expect(bundle).toMatch(/^bundle-chestxray14-2031-/u)
  expect(JSON.parse(readFileSync(path.join(folder, bundle, 'manifest.json'), 'utf8'))).toMatchObject({ task: 'chestxray14', researchUseOnly: researchUseOnly.en })
  expect(await filmsOf(here)).toMatchObject({ newSignatures: 0, last: { outcome: 'written', error: null } })
  expect(await look(here, schedule)).toEqual([])
  const rows = (await here.send('audit.list', {})).filter(({ event }) => event === 'retraining.bundle')
  expect(rows).toMatchObject([{ user: ownerName, outcome: 'done' }, { user: ownerName, outcome: 'done' }])
})

it('catches up once what was missed while the program was off, and writes nothing that a bundle made by hand holds', async () => {
  const { here, cases, folder } = await planned(9, { everyDays: 7 })
  here.clock.pass(6 * dayMs)
  await here.close()
  const next = startWorkstation({ storeFolder: here.folder, clock: here.clock })
  const schedule = scheduleOf(next)
  next.clock.pass(30 * dayMs)
  expect(schedule.startDue()).toEqual([])
  await wait(next, 0)
  expect(await look(next, schedule)).toEqual(['done'])
  expect(readdirSync(folder)).toHaveLength(1)
  await wait(next, 30 * dayMs)
  expect(await look(next, schedule)).toEqual([])
  await sign(next, cases[9] as CaseId)
  await next.services.jobs.settled((await next.send('export.start', { format: 'bundle', task: 'chestxray14' })).jobId)
  expect(await look(next, schedule)).toEqual(['done'])
  expect(readdirSync(folder)).toHaveLength(1)
  expect(await filmsOf(next)).toMatchObject({ newSignatures: 0, last: { outcome: 'nothingNew' } })
})
