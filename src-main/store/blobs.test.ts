import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { openBlobs, sha256Of, sweepIncoming } from './blobs.ts'

const key = Buffer.alloc(32, 7)
const picture = Buffer.from('a picture of a tongue')
const pathOf = (folder: string, sha256: string) => join(folder, sha256.slice(0, 2), sha256)

test('an original comes back as it was, and is kept once', async () => {
  const folder = temporaryFolder()
  const blobs = openBlobs(folder, key)
  const kept = await blobs.put(picture)
  expect(kept).toEqual({ sha256: sha256Of(picture), bytes: picture.length })
  const written = statSync(pathOf(folder, kept.sha256)).mtimeMs
  await blobs.put(picture)
  expect(statSync(pathOf(folder, kept.sha256)).mtimeMs).toBe(written)
  expect(await blobs.read(kept.sha256)).toEqual(picture)
  expect(await blobs.list()).toEqual([kept.sha256])
  expect(readdirSync(join(folder, 'incoming'))).toEqual([])
})

test('what lies on the disk shows nothing, and opens with this key only', async () => {
  const folder = temporaryFolder()
  const { sha256 } = await openBlobs(folder, key).put(picture)
  expect(readFileSync(pathOf(folder, sha256)).includes('tongue')).toBe(false)
  await expect(openBlobs(folder, Buffer.alloc(32, 8)).read(sha256)).rejects.toThrow('store.damaged')
})

test('every flipped byte is found', async () => {
  const folder = temporaryFolder()
  const blobs = openBlobs(folder, key)
  const { sha256 } = await blobs.put(picture)
  const whole = readFileSync(pathOf(folder, sha256))
  for (let place = 0; place < whole.length; place += 1) {
    const spoiled = Buffer.from(whole)
    spoiled[place] = (spoiled[place] ?? 0) ^ (1 << (place % 8))
    writeFileSync(pathOf(folder, sha256), spoiled)
    await expect(blobs.read(sha256)).rejects.toThrow('store.damaged')
  }
  for (const length of [0, 3, 60, whole.length - 1]) {
    writeFileSync(pathOf(folder, sha256), whole.subarray(0, length))
    await expect(blobs.read(sha256)).rejects.toThrow('store.damaged')
  }
})

test('a file put in another\'s place is found', async () => {
  const folder = temporaryFolder()
  const blobs = openBlobs(folder, key)
  const [one, other] = [await blobs.put(picture), await blobs.put(Buffer.from('another picture'))]
  copyFileSync(pathOf(folder, one.sha256), pathOf(folder, other.sha256))
  await expect(blobs.read(other.sha256)).rejects.toThrow('store.damaged')
})

test('a damaged original is written again when its bytes are brought again', async () => {
  const folder = temporaryFolder()
  const blobs = openBlobs(folder, key)
  const { sha256 } = await blobs.put(picture)
  writeFileSync(pathOf(folder, sha256), 'spoiled')
  await blobs.put(picture)
  expect(await blobs.read(sha256)).toEqual(picture)
})

test('a missing original is missing; an unfinished one is swept away', async () => {
  const folder = temporaryFolder()
  const blobs = openBlobs(folder, key)
  const { sha256 } = await blobs.put(picture)
  rmSync(pathOf(folder, sha256))
  await expect(blobs.read(sha256)).rejects.toThrow('image.missing')
  writeFileSync(join(folder, 'incoming', 'half'), 'half')
  await sweepIncoming(folder)
  expect(existsSync(join(folder, 'incoming'))).toBe(false)
  await blobs.put(picture)
  expect(await blobs.read(sha256)).toEqual(picture)
})
