import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { appendAudit } from '../audit/append.ts'
import { createStoreDoor, databasePath, type StoreDoor } from './door.ts'

const key = Buffer.alloc(32, 1)

const audit = (door: StoreDoor, event = 'test'): void =>
  door.write((db) => {
    const record = { event, outcome: 'done' as const, userId: null, role: null, object: null, beforeSha256: null, afterSha256: null, detail: {} }
    appendAudit(db, record, { at: '2031-05-01T08:00:00.000Z', workstation: 'w' })
  })

async function madeStore(): Promise<{ folder: string; door: StoreDoor }> {
  const folder = temporaryFolder()
  const door = createStoreDoor(folder)
  await door.create(key)
  return { folder, door }
}

test('is closed until a key is brought, and again after closing', async () => {
  const { folder, door } = await madeStore()
  expect(door.isOpen()).toBe(true)
  door.close()
  expect(() => door.database()).toThrow('auth.signedOut')
  expect(() => door.write(() => null)).toThrow('auth.signedOut')
  expect(() => door.blobs()).toThrow('auth.signedOut')
  expect(() => door.hold()).toThrow('auth.signedOut')
  await expect(createStoreDoor(folder).open(Buffer.alloc(32, 2))).rejects.toThrow('store.damaged')
  await door.open(key)
  door.close()
})

test('never makes a store over another', async () => {
  const { folder, door } = await madeStore()
  door.close()
  expect(() => createStoreDoor(folder).create(key)).toThrow('store.exists')
})

test('stays open for whoever holds it, and closes behind them', async () => {
  const { door } = await madeStore()
  const [one, two] = [door.hold(), door.hold()]
  door.close()
  audit(door)
  one()
  one()
  expect(door.isOpen()).toBe(true)
  two()
  expect(door.isOpen()).toBe(false)
})

test('somebody who comes back while a job holds the store finds it open', async () => {
  const { door } = await madeStore()
  const release = door.hold()
  door.close()
  await door.open(key)
  release()
  expect(door.isOpen()).toBe(true)
  door.close()
})

test('a log that was taken away is found: the anchor knows of rows the database has lost', async () => {
  const { folder, door } = await madeStore()
  audit(door)
  const crashed = temporaryFolder()
  for (const name of ['ctranscnn.db', 'audit-head.json']) copyFileSync(join(folder, name), join(crashed, name))
  audit(door)
  copyFileSync(join(folder, 'audit-head.json'), join(crashed, 'audit-head.json'))
  door.close()
  await expect(createStoreDoor(crashed).open(key)).rejects.toThrow('store.damaged')
})

test('an anchor that lags behind, as after a power cut, catches up', async () => {
  const { folder, door } = await madeStore()
  audit(door)
  const earlier = readFileSync(join(folder, 'audit-head.json'))
  audit(door)
  door.close()
  writeFileSync(join(folder, 'audit-head.json'), earlier)
  await door.open(key)
  expect(door.anchor()).toMatchObject({ sequence: 2, intact: true })
  door.close()
})

test.each([
  ['is gone', (path: string) => rmSync(path)],
  ['is garbage', (path: string) => writeFileSync(path, 'garbage')],
  ['names another row', (path: string) => writeFileSync(path, JSON.stringify({ format: 1, sequence: 1, sha256: 'f'.repeat(64), intact: true }))],
])('an anchor that %s stays broken, whatever is written after', async (_name, spoil) => {
  const { folder, door } = await madeStore()
  audit(door)
  door.close()
  spoil(join(folder, 'audit-head.json'))
  await door.open(key)
  audit(door)
  expect(door.anchor()?.intact ?? false).toBe(false)
  door.close()
  await door.open(key)
  expect(door.anchor()?.intact ?? false).toBe(false)
  door.close()
})

test('a closed store is one file: its log is folded in', async () => {
  const { folder, door } = await madeStore()
  audit(door)
  door.close()
  const alone = temporaryFolder()
  copyFileSync(databasePath(folder), databasePath(alone))
  copyFileSync(join(folder, 'audit-head.json'), join(alone, 'audit-head.json'))
  const moved = createStoreDoor(alone)
  await moved.open(key)
  expect(moved.database().prepare('SELECT count(*) FROM audit').pluck().get()).toBe(1)
  moved.close()
})
