import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBlobs } from '../../src-main/store/blobs.ts'
import { temporaryFolder } from '../support/folder.ts'
import { live } from './life.ts'
import { makeWard } from './ward.ts'

/** Compiled here, so that it fits the machine; every Linux build machine has a C compiler. */
function compileCounter(): string {
  const library = join(temporaryFolder(), 'countSyncs.so')
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, 'countSyncs.c'), '-ldl'])
  } catch (cause) {
    throw new Error('Counting syncs needs a C compiler: install one (Debian: apt-get install gcc libc6-dev).', { cause })
  }
  return library
}

const saves = 60

/** Runs a host that saves, and answers how often the log reached the disk before each acknowledgement. */
async function syncsPerSave(script: string): Promise<readonly number[]> {
  const ward = await makeWard(1)
  const log = join(temporaryFolder(), 'syncs')
  const life = await live({ ward, script, saves, environment: { LD_PRELOAD: compileCounter(), SYNC_LOG: log } })
  expect(life).toMatchObject({ saves, errors: '', exitCode: 0 })
  const spans = readFileSync(log, 'utf8').split('said\n')
  // The first span ends with "ready", each of the next with one acknowledgement.
  return spans.slice(1, saves + 1).map((span) => span.split('\n').filter((line) => line.endsWith('/ctranscnn.db-wal')).length)
}

test('every acknowledged save has reached the disk first', async () => {
  const counts = await syncsPerSave('writer.ts')
  expect(counts).toHaveLength(saves)
  expect(counts.filter((count) => count < 1)).toEqual([])
})

test('the same count finds a database that does not wait for the disk', async () => {
  const counts = await syncsPerSave('weakWriter.ts')
  expect(counts).toHaveLength(saves)
  expect(counts.filter((count) => count < 1).length).toBeGreaterThan(saves * 0.9)
})

test('an original and its name are on the disk before its row can point at it', async () => {
  const folder = temporaryFolder()
  const log = join(folder, 'syncs')
  const script = join(import.meta.dirname, 'putBlob.ts')
  const printed = execFileSync(process.execPath, [script, join(folder, 'blobs')], {
    env: { ...process.env, LD_PRELOAD: compileCounter(), SYNC_LOG: log },
    encoding: 'utf8',
  }).trim()
  const lines = readFileSync(log, 'utf8').split('\n')
  const file = lines.findIndex((line) => line.includes('/incoming/'))
  const name = lines.findIndex((line) => line.endsWith(`/blobs/${printed.slice(0, 2)}`))
  expect(file).toBeGreaterThanOrEqual(0)
  expect(name).toBeGreaterThan(file)
  expect(lines.indexOf('said')).toBeGreaterThan(name)
  expect(await openBlobs(join(folder, 'blobs'), Buffer.alloc(32, 7)).read(printed)).toEqual(Buffer.from('a picture'))
})
