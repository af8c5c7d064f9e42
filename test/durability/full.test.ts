import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { createServices } from '../../src-main/app/services.ts'
import { analysesSettled, intakeFile } from '../support/importing.ts'
import { temporaryFolder } from '../support/folder.ts'
import { seededRandom } from '../support/random.ts'
import { seedCase } from '../support/seedCase.ts'
import { startOwned } from '../support/workstation.ts'
import { live } from './life.ts'
import { examine, makeWard, verifyWard } from './ward.ts'

const isRoot = process.getuid?.() === 0

/** A small disk in memory. */
function mountDisk(kibibytes: number): string {
  const folder = temporaryFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'ctw-test', folder])
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]))
  return folder
}

/** 256 KiB that no format packs. */
const noisePng = (seed: number): Promise<Uint8Array> => {
  const next = seededRandom(seed + 1)
  const grey = Uint8Array.from({ length: 512 * 512 }, () => Math.floor(next() * 256))
  return sharp(grey, { raw: { width: 512, height: 512, channels: 1 } }).toColourspace('b-w').png().toBuffer()
}

const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

test('a file that may not grow any more: the save is refused, what was saved stays, nothing is half done', async () => {
  const ward = await makeWard(2)
  for (const kibibytes of [400, 460, 520]) {
    const found = await live({ ward, saves: 2000, through: ['prlimit', `--fsize=${kibibytes * 1024}`] })
    expect(found).toMatchObject({ refused: 'store.full', errors: '' })
    expect(await examine(ward, found.acknowledged)).toMatchObject({ lost: 0, half: 0 })
  }
  expect(await verifyWard(ward)).toMatchObject({ bad: 0, headMatches: true })
})

test.runIf(isRoot)('a disk that runs full at any point keeps what was acknowledged and opens clean', async () => {
  const folder = mountDisk(4096)
  const ward = await makeWard(2, folder)
  const promised = ward.caseIds.map(() => 0)
  const filler = join(folder, 'filler')
  for (let point = 0; point < 10; point += 1) {
    // What is left is enough to open, and ends somewhere among the saves.
    writeFileSync(filler, Buffer.alloc(Math.max(0, freeBytes(folder) - (260 + point * 37) * 1024)))
    const life = await live({ ward, saves: 5000 })
    expect(life).toMatchObject({ refused: 'store.full', errors: '' })
    life.acknowledged.forEach((revision, index) => (promised[index] = Math.max(promised[index] ?? 0, revision)))
    rmSync(filler)
    expect(await examine(ward, promised)).toMatchObject({ lost: 0, half: 0 })
  }
  expect(Math.max(...promised)).toBeGreaterThan(0)
  expect(await verifyWard(ward)).toMatchObject({ bad: 0, headMatches: true })
})

test.runIf(isRoot)('an original for which there is no room is refused and leaves no trace', async () => {
  const folder = mountDisk(4096)
  const { services, send } = await startOwned({ storeFolder: folder })
  const { sha256 } = await seedCase(services)
  const large = Buffer.alloc(freeBytes(folder) + 1024)
  await expect(services.store.blobs().put(large)).rejects.toMatchObject({ code: 'store.full' })
  expect(await services.store.blobs().list()).toEqual([sha256])
  expect(freeBytes(folder)).toBeGreaterThan(large.length / 2)
  expect((await send('store.verify', {})).ok).toBe(true)
})

test.runIf(isRoot)('a disk that runs full in the middle of an import ends it, and every picture before is whole', async () => {
  const folder = mountDisk(6144)
  const filler = join(folder, 'filler')
  writeFileSync(filler, Buffer.alloc(1024 * 1024))
  const { services, send } = await startOwned({ storeFolder: folder })
  const files = await Promise.all(Array.from({ length: 40 }, async (_, seed) => ({ name: `${seed}.png`, bytes: await noisePng(seed) })))
  const intakeIds = files.map((file) => services.intake.add(intakeFile(file)))
  const { jobId } = await send('import.start', { intakeIds, task: null, patients: { kind: 'none' } })
  const { state, error, done } = await services.jobs.settled(jobId)
  expect({ state, error }).toEqual({ state: 'failed', error: 'store.full' })
  expect(done).toBeGreaterThan(0)
  rmSync(filler)
  await analysesSettled(services)
  expect(await send('store.verify', {})).toMatchObject({ ok: true, originals: { checked: done } })
})

test.runIf(isRoot)('a folder that may only be read is refused with its own code', async () => {
  const folder = mountDisk(4096)
  const { close } = await startOwned({ storeFolder: folder })
  await close()
  const before = readFileSync(join(folder, 'ctranscnn.db'))
  execFileSync('mount', ['-o', 'remount,ro', folder])
  expect(() => createServices({ storeFolder: folder, modelsFolder: folder, host: 'loopback' })).toThrow('store.readOnly')
  execFileSync('mount', ['-o', 'remount,rw', folder])
  expect(readFileSync(join(folder, 'ctranscnn.db'))).toEqual(before)
})

test.runIf(isRoot)('a backup for which there is no room is refused, leaves nothing, and the store works on', async () => {
  const disk = mountDisk(256)
  const { services, send } = await startOwned()
  for (let index = 0; index < 3; index += 1) await seedCase(services)
  await services.store.blobs().put(Buffer.alloc(512 * 1024, 7))
  await send('backup.plan', { folder: disk, everyHours: 0, keep: 3 })
  const { jobId } = await send('backup.start', {})
  expect(await services.jobs.settled(jobId)).toMatchObject({ state: 'failed', error: 'store.full' })
  expect(await send('backup.status', {})).toMatchObject({ backups: [] })
  expect((await send('store.verify', {})).ok).toBe(true)
})
