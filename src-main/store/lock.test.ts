import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { lockStore } from './lock.ts'

test('a second holder is refused until the first lets go', () => {
  const path = join(temporaryFolder(), 'lock')
  const first = lockStore(path)
  expect(() => lockStore(path)).toThrow('store.inUse')
  first.release()
  lockStore(path).release()
})

test('the lock of a killed process is free at once', { timeout: 60_000 }, async () => {
  const path = join(temporaryFolder(), 'lock')
  const holder = `
    import { lockStore } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
    lockStore(${JSON.stringify(path)})
    process.stdout.write('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', holder], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  expect(() => lockStore(path)).toThrow('store.inUse')
  child.kill('SIGKILL')
  await once(child, 'exit')
  lockStore(path).release()
})

test('a folder or a foreign file in the lock\'s place is refused', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'folder'))
  expect(() => lockStore(join(folder, 'folder'))).toThrow('store.readOnly')
  writeFileSync(join(folder, 'foreign'), 'x'.repeat(4096))
  expect(() => lockStore(join(folder, 'foreign'))).toThrow(/store\.(damaged|inUse)/u)
})
