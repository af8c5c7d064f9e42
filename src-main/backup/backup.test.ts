import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { allRows, importAll, patchesPng } from '../../test/support/importing.ts'
import { readAndSign } from '../../test/support/reading.ts'
import { ownerName, ownerPassword, startOwned, startWorkstation, type TestWorkstation } from '../../test/support/workstation.ts'
import type { Read } from '../../src-shared/contract/bench.ts'
import type { BackupStatus } from '../../src-shared/contract/backup.ts'
import { restoreBackup } from './restore.ts'

const modelsFolder = path.resolve(import.meta.dirname, '../../test/fixtures/models')

interface Made {
  readonly station: TestWorkstation
  readonly folder: string
}

async function withTwoCases(): Promise<Made> {
  const station = await startOwned({ modelsFolder, engine: { provider: 'cpu', threads: 1 } })
  await importAll(station, [{ name: 'a.png', bytes: await patchesPng(1) }, { name: 'b.png', bytes: await patchesPng(2) }])
  const folder = temporaryFolder()
  await station.send('backup.plan', { folder, everyHours: 24, keep: 2 })
  return { station, folder }
}

async function backUp({ station }: Made): Promise<BackupStatus> {
  const { jobId } = await station.send('backup.start', {})
  expect(await station.services.jobs.settled(jobId)).toMatchObject({ state: 'done', error: null })
  // The next one is a millisecond younger at least: names are times.
  station.clock.pass(1000)
  return station.send('backup.status', {})
}

const rootOf = (folder: string): string => path.join(folder, readdirSync(folder)[0] ?? '')

async function reopened(folder: string): Promise<TestWorkstation> {
  const station = startWorkstation({ storeFolder: folder, modelsFolder, engine: { provider: 'cpu', threads: 1 } })
  await station.send('session.open', { name: ownerName, password: ownerPassword })
  return station
}

/** Saves the same number into both texts of a read until it is told to stop; answers how often. */
async function writeOn({ send }: TestWorkstation, { readId, revision: first }: Read, signal: AbortSignal): Promise<number> {
  let revision = first
  let saves = 0
  while (!signal.aborted) {
    const edits = [{ kind: 'note', text: `n${saves}` }, { kind: 'impression', text: `n${saves}` }]
    const saved = await send('read.save', { readId, baseRevision: revision, edits })
    revision = saved.revision
    saves += 1
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return saves
}

describe('a backup', () => {
  it('is restored with the password, to the same rows and originals', async () => {
    const made = await withTwoCases()
    const [first] = await allRows(made.station)
    if (first === undefined) throw new Error('no case')
    await readAndSign(made.station, first.caseId, { answers: { effusion: 'present' }, impression: '左侧少量积液 🩻' })
    const { backups } = await backUp(made)
    expect(backups).toMatchObject([{ cases: 2, images: 2, drill: null }])
    const target = path.join(temporaryFolder(), 'restored')
    await restoreBackup(path.join(rootOf(made.folder), backups[0]?.backupId ?? ''), target)
    const restored = await reopened(target)
    expect(await allRows(restored)).toEqual(await allRows(made.station))
    expect((await restored.send('case.open', { caseId: first.caseId })).read).toMatchObject({ phase: 'signed', impression: '左侧少量积液 🩻' })
    expect(await restored.send('store.verify', {})).toMatchObject({ ok: true, originals: { checked: 2 } })
  })

  it('brings the models that were added to the store along, and nothing else that lies there', async () => {
    const made = await withTwoCases()
    const model = path.join('models', 'ab'.repeat(16), 'own-films')
    mkdirSync(path.join(made.station.folder, model, 'golden'), { recursive: true })
    writeFileSync(path.join(made.station.folder, model, 'model.onnx'), 'weights')
    writeFileSync(path.join(made.station.folder, model, 'golden', 'scores.f32'), 'scores')
    mkdirSync(path.join(made.station.folder, 'models', '.incoming-1'))
    writeFileSync(path.join(made.station.folder, 'models', '.incoming-1', 'model.onnx'), 'half')
    const { backups } = await backUp(made)
    const target = path.join(temporaryFolder(), 'restored')
    await restoreBackup(path.join(rootOf(made.folder), backups[0]?.backupId ?? ''), target)
    expect(readFileSync(path.join(target, model, 'model.onnx'), 'utf8')).toBe('weights')
    expect(readFileSync(path.join(target, model, 'golden', 'scores.f32'), 'utf8')).toBe('scores')
    expect(readdirSync(path.join(target, 'models'))).toEqual(['ab'.repeat(16)])
  })

  it('keeps originals once, the newest backups only, and drops what no backup needs', async () => {
    const made = await withTwoCases()
    await backUp(made)
    await backUp(made)
    const { backups } = await backUp(made)
    expect(backups).toHaveLength(2)
    const root = rootOf(made.folder)
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([])
    const stray = path.join(root, 'blobs', 'ab', 'ab'.repeat(32))
    mkdirSync(path.dirname(stray), { recursive: true })
    writeFileSync(stray, 'left behind')
    await backUp(made)
    expect(existsSync(stray)).toBe(false)
    expect(readdirSync(path.join(root, 'blobs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 60)).toHaveLength(2)
  })

  it('equals a commit boundary while writing goes on', async () => {
    const made = await withTwoCases()
    const rows = await allRows(made.station)
    const reads = []
    for (const { caseId } of rows) reads.push((await made.station.send('case.open', { caseId })).read)
    // Every save writes the same number into both notes of one read: a copy between two commits would tell them apart.
    const [read] = reads
    if (read === undefined) throw new Error('no read')
    const stop = new AbortController()
    const writer = writeOn(made.station, read, stop.signal)
    const { backups } = await backUp(made)
    stop.abort()
    expect(await writer).toBeGreaterThan(0)
    const target = path.join(temporaryFolder(), 'restored')
    await restoreBackup(path.join(rootOf(made.folder), backups[0]?.backupId ?? ''), target)
    const restored = await reopened(target)
    expect(await restored.send('store.verify', {})).toMatchObject({ ok: true })
    const { read: found } = await restored.send('case.open', { caseId: rows[0]?.caseId })
    expect(found.note).toBe(found.impression)
  })

  it('passes its drill, and the drill is kept; one that was damaged fails it', async () => {
    const made = await withTwoCases()
    const { backups } = await backUp(made)
    const backupId = backups[0]?.backupId ?? ''
    const passed = await made.station.send('backup.drill', { backupId })
    expect(await made.station.services.jobs.settled(passed.jobId)).toMatchObject({ state: 'done' })
    expect((await made.station.send('backup.status', {})).backups[0]?.drill).toMatchObject({ ok: true })
    expect(existsSync(path.join(made.station.folder, 'drill'))).toBe(false)
    appendFileSync(path.join(rootOf(made.folder), backupId, 'ctranscnn.db'), 'x')
    const failed = await made.station.send('backup.drill', { backupId })
    expect(await made.station.services.jobs.settled(failed.jobId)).toMatchObject({ state: 'failed', error: 'backup.damaged' })
    expect((await made.station.send('backup.status', {})).backups[0]?.drill).toMatchObject({ ok: false })
  })
})

describe('a bad backup', () => {
  it.each<[string, string, (backup: string, root: string) => void]>([
    ['without its list', 'backup.damaged', (backup) => rmSync(path.join(backup, 'backup.json'))],
    ['with a list that is no JSON', 'backup.damaged', (backup) => truncateSync(path.join(backup, 'backup.json'), 40)],
    ['with a database cut off', 'backup.damaged', (backup) => truncateSync(path.join(backup, 'ctranscnn.db'), 4096)],
    ['without its keys', 'backup.damaged', (backup) => rmSync(path.join(backup, 'keys.json'))],
    ['without an original', 'backup.damaged', (_, root) => rmSync(path.join(root, 'blobs'), { recursive: true })],
    ['of a later format', 'backup.newer', (backup) => edit(backup, (manifest) => ({ ...manifest, format: 2 }))],
    ['of a later schema', 'backup.newer', (backup) => edit(backup, (manifest) => ({ ...manifest, schema: 9990 }))],
    ['that names a file outside', 'backup.damaged', (backup) => edit(backup, (manifest) => ({ ...manifest, files: [{ name: '../../evil', bytes: 0, sha256: '0'.repeat(64) }] }))],
  ])('%s is refused, and nothing is left behind', async (_, code, damage) => {
    const made = await withTwoCases()
    const { backups } = await backUp(made)
    const root = rootOf(made.folder)
    const backup = path.join(root, backups[0]?.backupId ?? '')
    damage(backup, root)
    const target = path.join(temporaryFolder(), 'restored')
    await expect(restoreBackup(backup, target)).rejects.toMatchObject({ code })
    expect(existsSync(target)).toBe(false)
    expect(existsSync(`${target}.partial`)).toBe(false)
  })

  it('never replaces a store that is there', async () => {
    const made = await withTwoCases()
    const { backups } = await backUp(made)
    const target = temporaryFolder()
    writeFileSync(path.join(target, 'mine'), 'kept')
    await expect(restoreBackup(path.join(rootOf(made.folder), backups[0]?.backupId ?? ''), target)).rejects.toMatchObject({ code: 'store.exists' })
    expect(readFileSync(path.join(target, 'mine'), 'utf8')).toBe('kept')
  })
})

function edit(backup: string, change: (manifest: Record<string, unknown>) => object): void {
  const file = path.join(backup, 'backup.json')
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)))
}

describe('the plan', () => {
  it('refuses a folder that is not there, is a file, is relative, or lies in the store', async () => {
    const { station } = await withTwoCases()
    const file = path.join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    for (const folder of ['/no/such/folder', file, 'relative', station.folder, path.join(station.folder, 'blobs')]) {
      await expect(station.send('backup.plan', { folder, everyHours: 24, keep: 2 })).rejects.toMatchObject({ code: 'backup.folder' })
    }
  })

  it('says when its disk is gone, and fails nothing else', async () => {
    const made = await withTwoCases()
    await backUp(made)
    const moved = `${made.folder}-moved`
    cpSync(made.folder, moved, { recursive: true })
    rmSync(made.folder, { recursive: true })
    expect(await made.station.send('backup.status', {})).toMatchObject({ reachable: false, backups: [] })
    await expect(made.station.send('backup.start', {})).rejects.toMatchObject({ code: 'backup.folder' })
    rmSync(moved, { recursive: true })
  })
})
