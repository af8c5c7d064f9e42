import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createStoreDoor, databasePath } from '../../src-main/store/door.ts'
import { verifyStore } from '../../src-main/store/verify.ts'
import { seededRandom } from '../support/random.ts'
import { live } from './life.ts'
import { makeWard, type Ward } from './ward.ts'

/** A long run: `FLIPS=2000 FLIP_SEED=7 npx vitest run --project unit test/durability/flips.test.ts` */
const flips = Number(process.env['FLIPS'] ?? 120)
const seed = Number(process.env['FLIP_SEED'] ?? 20_310_501)

/** Whether opening or verifying the store tells that something is wrong. */
async function isNoticed(ward: Ward): Promise<boolean> {
  const door = createStoreDoor(ward.folder)
  try {
    await door.open(Buffer.from(ward.key))
  } catch (error) {
    return (error as { code?: string }).code === 'store.damaged'
  }
  try {
    return !(await door.withFreshReader((db) => verifyStore(db, door.blobs(), door.anchor()))).ok
  } finally {
    door.close()
  }
}

test(`each of ${flips} flipped bits of database, originals and anchor is noticed`, { timeout: 60_000 + flips * 1000 }, async () => {
  const ward = await makeWard(3)
  await live({ ward, saves: 40 })
  const door = createStoreDoor(ward.folder)
  await door.open(Buffer.from(ward.key))
  const [original = ''] = await door.blobs().list()
  door.close()
  const files = [databasePath(ward.folder), join(ward.folder, 'blobs', original.slice(0, 2), original), join(ward.folder, 'audit-head.json')]
  const whole = files.map((path) => readFileSync(path))
  // The anchor's record ends where its padding begins.
  const lengths = whole.map((bytes, index) => (index === 2 ? bytes.toString().trimEnd().length : bytes.length))
  const restore = (): void => files.forEach((path, index) => writeFileSync(path, whole[index] ?? ''))
  expect(await isNoticed(ward)).toBe(false)

  const random = seededRandom(seed)
  const silent: string[] = []
  for (let flip = 0; flip < flips; flip += 1) {
    restore()
    // Eight of ten in the database.
    const index = random() < 0.8 ? 0 : 1 + Math.floor(random() * 2)
    const place = Math.floor(random() * (lengths[index] ?? 0))
    const bytes = Buffer.from(whole[index] ?? '')
    bytes[place] = (bytes[place] ?? 0) ^ (1 << Math.floor(random() * 8))
    writeFileSync(files[index] ?? '', bytes)
    if (!(await isNoticed(ward))) silent.push(`${index}:${place}`)
  }
  expect(silent).toEqual([])
})
