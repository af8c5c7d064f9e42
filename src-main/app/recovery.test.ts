import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { allRows, importAll, patchesPng } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { ownerName, ownerPassword, startOwned, startWorkstation, type TestWorkstation } from '../../test/support/workstation.ts'

const modelsFolder = join(import.meta.dirname, '../../test/fixtures/models')
const parts = { modelsFolder, engine: { provider: 'cpu', threads: 1 } } as const

interface BackedUp {
  readonly station: TestWorkstation
  readonly folder: string
}

/** A store with one signed case and a backup of it; a second case came after the backup. */
async function backedUp(): Promise<BackedUp> {
  const station = await startOwned(parts)
  await importAll(station, [{ name: 'a.png', bytes: await patchesPng(1) }])
  const [row] = await allRows(station)
  if (row === undefined) throw new Error('no case')
  await readAndSign(station, row.caseId, { answers: { effusion: 'present' }, impression: '左侧少量积液' })
  const folder = temporaryFolder()
  await station.send('backup.plan', { folder, everyHours: 24, keep: 5 })
  const { jobId } = await station.send('backup.start', {})
  expect(await station.services.jobs.settled(jobId)).toMatchObject({ state: 'done' })
  await importAll(station, [{ name: 'b.png', bytes: await patchesPng(2) }])
  return { station, folder }
}

/** Ends the program and overwrites the middle of its database. */
async function damaged({ station }: BackedUp): Promise<TestWorkstation> {
  await station.close()
  const path = join(station.folder, 'ctranscnn.db')
  const bytes = readFileSync(path)
  bytes.fill(0x5a, 0, 4096)
  writeFileSync(path, bytes)
  return startWorkstation({ storeFolder: station.folder, ...parts })
}

/** Without what the workstation keeps of its own doings. */
const storeFiles = ({ folder }: TestWorkstation): readonly string[] =>
  readdirSync(folder).filter((name) => !['attempts.json', 'log', 'quarantine'].includes(name)).toSorted()

const owner = { name: ownerName, password: ownerPassword }

async function restoreNewest(station: TestWorkstation, folder: string, as: { name: string; password: string } = owner) {
  const { backups } = await station.send('recovery.look', { folder })
  const newest = backups[0]
  if (newest === undefined) throw new Error('no backup')
  return station.send('recovery.restore', { folder, workstationId: newest.workstationId, backupId: newest.backupId, ...as })
}

describe('a damaged store', () => {
  it('is replaced by its newest backup, from the lock screen, and kept aside byte for byte', async () => {
    const made = await backedUp()
    const station = await damaged(made)
    const bytes = readFileSync(join(station.folder, 'ctranscnn.db'))
    await expect(station.send('session.open', owner)).rejects.toMatchObject({ code: 'store.damaged' })
    const choices = await station.send('recovery.look', {})
    expect(choices).toMatchObject({ folder: made.folder, backups: [{ own: true, cases: 1, images: 1 }] })
    const outcome = await restoreNewest(station, made.folder)
    expect(outcome).toMatchObject({ cases: 1, images: 1, setAside: expect.stringMatching(/^set-aside\//u) })
    expect(readFileSync(join(station.folder, outcome.setAside ?? '', 'ctranscnn.db'))).toEqual(bytes)
    await station.send('session.open', owner)
    const [row, ...more] = await allRows(station)
    expect(more).toEqual([])
    expect((await station.send('case.open', { caseId: row?.caseId ?? '' })).read).toMatchObject({ phase: 'signed', impression: '左侧少量积液' })
    expect(await station.send('store.verify', {})).toMatchObject({ ok: true })
    expect(await station.send('audit.list', { event: 'recovery.restore' })).toMatchObject([{ outcome: 'done', user: ownerName }])
    expect(await station.send('recovery.progress', {})).toBeNull()
  })

  it('is replaced where its keys are gone too', async () => {
    const made = await backedUp()
    await made.station.close()
    rmSync(join(made.station.folder, 'keys.json'))
    const station = startWorkstation({ storeFolder: made.station.folder, ...parts })
    await expect(station.send('owner.create', owner)).rejects.toMatchObject({ code: 'store.damaged' })
    await restoreNewest(station, made.folder)
    expect(await station.send('session.open', owner)).toMatchObject({ name: ownerName })
  })

  it('stays as it is for a wrong password, a reader, or a damaged backup', async () => {
    const made = await backedUp()
    const reader = { name: 'Lin', password: 'first staple 9' }
    made.station.clock.pass(1000)
    await made.station.send('people.add', { name: reader.name, role: 'reader', newPassword: reader.password, password: ownerPassword })
    const { jobId } = await made.station.send('backup.start', {})
    await made.station.services.jobs.settled(jobId)
    const station = await damaged(made)
    const before = storeFiles(station)
    await expect(restoreNewest(station, made.folder, { ...owner, password: 'wrong horse battery' })).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    await expect(restoreNewest(station, made.folder, reader)).rejects.toMatchObject({ code: 'auth.denied' })
    const root = join(made.folder, readdirSync(made.folder)[0] ?? '')
    const [newest = ''] = readdirSync(root).filter((name) => name !== 'blobs').toSorted().toReversed()
    writeFileSync(join(root, newest, 'ctranscnn.db'), 'half')
    await expect(restoreNewest(station, made.folder)).rejects.toMatchObject({ code: 'backup.damaged' })
    expect(existsSync(join(station.folder, 'set-aside'))).toBe(false)
    expect(storeFiles(station)).toEqual(before)
  })

  it('counts guesses as the door does', async () => {
    const made = await backedUp()
    const station = await damaged(made)
    const wrong = { ...owner, password: 'wrong horse battery' }
    for (let guess = 0; guess < 3; guess += 1) await expect(restoreNewest(station, made.folder, wrong)).rejects.toMatchObject({ code: 'auth.wrongPassword' })
    await expect(restoreNewest(station, made.folder)).rejects.toMatchObject({ code: 'auth.lockedOut' })
  })
})

describe('restoring', () => {
  it('gives a new machine the store of another', async () => {
    const { folder } = await backedUp()
    const station = startWorkstation(parts)
    expect(await station.send('recovery.look', {})).toEqual({ folder: null, backups: [] })
    expect(await station.send('recovery.look', { folder })).toMatchObject({ backups: [{ own: false }] })
    expect(await restoreNewest(station, folder)).toMatchObject({ setAside: null })
    await station.send('session.open', owner)
    expect(await allRows(station)).toHaveLength(1)
  })

  it('is refused while somebody is signed in, and for a folder without backups', async () => {
    const { station, folder } = await backedUp()
    await expect(restoreNewest(station, folder)).rejects.toMatchObject({ code: 'recovery.busy' })
    await expect(station.send('recovery.look', { folder: '/no/such/folder' })).rejects.toMatchObject({ code: 'recovery.folder' })
    await expect(station.send('recovery.look', { folder: 'backups' })).rejects.toMatchObject({ code: 'recovery.folder' })
  })
})
