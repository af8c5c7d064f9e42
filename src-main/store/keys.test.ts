import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import {
  blobKey, databaseKey, newMasterKey, readKeys, unwrapForRecovery, unwrapForUser, wrapForRecovery, wrapForUser, writeKeys,
} from './keys.ts'

const hashing = { memoryKib: 19_456, passes: 2, lanes: 1, salt: Buffer.alloc(16, 3).toString('base64') }
const user = { userId: 'a', nameSha256: 'b', hashing }
const passwordKey = Buffer.alloc(32, 5)

test('the master key comes back to its password and to nothing else', () => {
  const master = newMasterKey()
  const wrapped = wrapForUser(master, passwordKey, user)
  expect(unwrapForUser(passwordKey, wrapped)).toEqual(master)
  expect(unwrapForUser(Buffer.alloc(32, 6), wrapped)).toBeNull()
  expect(unwrapForUser(passwordKey, { ...wrapped, userId: 'c' })).toBeNull()
})

test('weakened hashing is noticed', () => {
  const wrapped = wrapForUser(newMasterKey(), passwordKey, user)
  expect(unwrapForUser(passwordKey, { ...wrapped, hashing: { ...hashing, memoryKib: 8 } })).toBeNull()
})

test('the recovery key opens it too, each store its own', () => {
  const master = newMasterKey()
  const secret = Buffer.alloc(20, 9)
  const wrapped = wrapForRecovery(master, secret)
  expect(unwrapForRecovery(secret, wrapped)).toEqual(master)
  expect(unwrapForRecovery(Buffer.alloc(20, 8), wrapped)).toBeNull()
})

test('database and originals have different keys, and neither is the master', () => {
  const master = newMasterKey()
  const keys = [master, databaseKey(master), blobKey(master)].map((key) => key.toString('hex'))
  expect(new Set(keys).size).toBe(3)
  expect(databaseKey(master)).toEqual(databaseKey(master))
})

test('the key file is there whole, or not at all; garbage and newer formats are refused', () => {
  const folder = temporaryFolder()
  expect(readKeys(folder)).toBeNull()
  const master = newMasterKey()
  const file = { format: 1 as const, complete: true, users: [wrapForUser(master, passwordKey, user)], recovery: wrapForRecovery(master, passwordKey) }
  writeKeys(folder, file)
  expect(readKeys(folder)).toEqual(file)
  const path = join(folder, 'keys.json')
  for (const text of ['', '{', 'null', JSON.stringify({ ...file, format: 2 }), readFileSync(path, 'utf8').slice(0, 300)]) {
    writeFileSync(path, text)
    expect(() => readKeys(folder)).toThrow('store.damaged')
  }
})
