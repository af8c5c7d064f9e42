import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { allRows, patchesPng } from '../../test/support/importing.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { ownerName, ownerPassword, startOwned, startWorkstation, type TestWorkstation } from '../../test/support/workstation.ts'
import type { WatchPlan } from '../../src-shared/contract/watching.ts'
import { createWatching, type Watching } from './watching.ts'
import { createWork } from './work.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../test/fixtures/models')

interface Watched {
  readonly here: TestWorkstation
  readonly folder: string
  readonly watching: Watching
  readonly plan: (plan?: Partial<WatchPlan>) => unknown
}

const watchingOf = ({ services }: TestWorkstation): Watching => createWatching(services, createWork(services, 'whenAsked'))

async function watched(): Promise<Watched> {
  const here = await startOwned({ modelsFolder })
  const folder = path.join(temporaryFolder(), 'incoming')
  mkdirSync(folder)
  const watching = watchingOf(here)
  const plan = (changed: Partial<WatchPlan> = {}): unknown =>
    watching.plan({ on: true, folder, task: null, patients: { kind: 'none' }, ...changed }, here.services.access.caller())
  return { here, folder, watching, plan }
}

/** Two looks: at the second, what has not changed since the first is taken. */
async function lookTwice(watching: Watching): Promise<void> {
  await watching.look()
  await watching.look()
}

const last = ({ watching }: Pick<Watched, 'watching'>): unknown => {
  const found = watching.status().last
  return found === null ? null : [found.imported, found.alreadyKnown, found.rejected, found.error]
}

it('is off at first, takes a file once it has stopped growing, and never takes it again', async () => {
  const { here, folder, watching, plan } = await watched()
  expect(watching.status()).toMatchObject({ state: 'off', last: null, plan: { on: false, folder: null } })
  const whole = await patchesPng(1)
  const file = path.join(folder, 'a.png')
  writeFileSync(file, whole.subarray(0, 100))
  await lookTwice(watching)
  expect(await allRows(here)).toEqual([])
  plan()
  await watching.look()
  appendFileSync(file, whole.subarray(100))
  await watching.look()
  expect(watching.status()).toMatchObject({ state: 'looking', unsettled: 1, last: null })
  await watching.look()
  expect(last({ watching })).toEqual([1, 0, 0, null])
  const { jobId } = watching.status().last ?? {}
  await lookTwice(watching)
  expect(watching.status()).toMatchObject({ unsettled: 0, last: { jobId } })
  expect(readFileSync(file)).toEqual(Buffer.from(whole))
  expect((await here.send('audit.list', {})).map(({ event }) => event)).toEqual(expect.arrayContaining(['watch.plan', 'image.import', 'import.end', 'watch.import']))
})

it('names patients by the folder below it, and refuses what lies outside of one until the plan is another', async () => {
  const { here, folder, watching, plan } = await watched()
  mkdirSync(path.join(folder, 'P-1'))
  writeFileSync(path.join(folder, 'P-1', 'a.png'), await patchesPng(1))
  writeFileSync(path.join(folder, 'b.png'), await patchesPng(2))
  writeFileSync(path.join(folder, 'P-1', 'c.png.part'), 'on its way')
  writeFileSync(path.join(folder, '.hidden.png'), 'hidden')
  symlinkSync(folder, path.join(folder, 'round'))
  plan({ patients: { kind: 'folder' } })
  await lookTwice(watching)
  expect(last({ watching })).toEqual([1, 0, 1, null])
  expect((await allRows(here)).map(({ pseudonym }) => pseudonym)).toEqual(['P-1'])
  plan()
  await lookTwice(watching)
  expect(last({ watching })).toEqual([1, 0, 0, null])
})

it('knows after a restart what it has seen; a file that changes is another picture', async () => {
  const { here, folder, watching, plan } = await watched()
  writeFileSync(path.join(folder, 'a.png'), await patchesPng(1))
  writeFileSync(path.join(folder, 'text.png'), 'no picture')
  plan()
  await lookTwice(watching)
  const before = watching.status()
  expect(last({ watching })).toEqual([1, 0, 1, null])
  await here.close()
  const again = startWorkstation({ storeFolder: here.folder, modelsFolder })
  const next = watchingOf(again)
  await next.look()
  await again.send('session.open', { name: ownerName, password: ownerPassword })
  await lookTwice(next)
  expect(next.status()).toMatchObject({ plan: before.plan, last: before.last, unsettled: 0 })
  writeFileSync(path.join(folder, 'a.png'), await patchesPng(2))
  await lookTwice(next)
  expect(last({ watching: next })).toEqual([1, 0, 0, null])
  expect(await allRows(again)).toHaveLength(2)
})

it('says that the folder is gone, and goes on when it is back', async () => {
  const { folder, watching, plan } = await watched()
  plan()
  await watching.look()
  renameSync(folder, `${folder}-away`)
  await watching.look()
  expect(watching.status().state).toBe('unreachable')
  writeFileSync(path.join(`${folder}-away`, 'a.png'), await patchesPng(1))
  renameSync(`${folder}-away`, folder)
  await lookTwice(watching)
  expect(watching.status().state).toBe('looking')
  expect(last({ watching })).toEqual([1, 0, 0, null])
})

it('stops when its import is cancelled, and begins where it ended when it is asked for again', async () => {
  const { here, folder, watching, plan } = await watched()
  for (let seed = 0; seed < 30; seed += 1) writeFileSync(path.join(folder, `${seed}.png`), await patchesPng(seed))
  const end = here.services.events.subscribe((event) => {
    if (event.kind === 'job.changed' && event.job.kind === 'import' && event.job.done >= 3) here.services.jobs.cancel(event.job.jobId)
  })
  plan()
  await lookTwice(watching)
  end()
  expect(watching.status()).toMatchObject({ state: 'stopped', last: { error: 'job.cancelled' } })
  const cameIn = (await allRows(here)).length
  await lookTwice(watching)
  expect(await allRows(here)).toHaveLength(cameIn)
  plan()
  await lookTwice(watching)
  expect(last({ watching })).toEqual([30 - cameIn, cameIn, 0, null])
})

it('looks at nothing while nobody is signed in', async () => {
  const { here, folder, watching, plan } = await watched()
  plan()
  await watching.look()
  writeFileSync(path.join(folder, 'a.png'), await patchesPng(1))
  await here.send('session.close', {})
  await lookTwice(watching)
  await here.send('session.open', { name: ownerName, password: ownerPassword })
  expect(watching.status().last).toBeNull()
  await lookTwice(watching)
  expect(last({ watching })).toEqual([1, 0, 0, null])
})

it('refuses a folder that is none, the store itself, what holds it, and an expression that is none', async () => {
  const { here, folder, plan } = await watched()
  for (const wrong of [path.join(folder, 'nowhere'), 'incoming', here.folder, path.dirname(here.folder), path.join(here.folder, 'blobs'), null]) {
    expect(() => plan({ folder: wrong })).toThrow('watch.folder')
  }
  expect(() => plan({ patients: { kind: 'pattern', pattern: '(' } })).toThrow('contract.badInput')
  rmSync(folder, { recursive: true })
  expect(() => plan()).toThrow('watch.folder')
})
