import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { Staging } from './staging.ts'

const piece = 2 ** 20

it.each([1, 100, piece - 1, piece, piece + 1, 3 * piece + 17])('gives back any part of %i bytes', async (length) => {
  const staging = await Staging.create(join(temporaryFolder(), 'staging'))
  const bytes = randomBytes(length)
  const file = await staging.add(Readable.from([bytes.subarray(0, length / 3), bytes.subarray(length / 3)]))
  expect(file.bytes).toBe(length)
  expect(Buffer.from(await file.open()).equals(bytes)).toBe(true)
  for (const [start, end] of [[0, 1], [0, length], [length - 1, length + 50], [Math.min(length, piece - 3), piece + 3]] as const) {
    expect(Buffer.from(await file.readAt(start, end)).equals(bytes.subarray(start, end))).toBe(true)
  }
  await staging.close()
})

it('notices pieces that were changed, exchanged or cut off', async () => {
  const folder = join(temporaryFolder(), 'staging')
  const staging = await Staging.create(folder)
  const file = await staging.add(Readable.from([randomBytes(2 * piece)]))
  const path = join(folder, readdirSync(folder)[0] ?? '')
  const sealed = readFileSync(path)
  const half = sealed.length / 2
  const changed = Buffer.from(sealed)
  changed[half + 5] = (changed[half + 5] ?? 0) ^ 1
  for (const bad of [changed, Buffer.concat([sealed.subarray(half), sealed.subarray(0, half)]), sealed.subarray(0, half), sealed.subarray(0, -1)]) {
    writeFileSync(path, bad)
    await expect(file.open()).rejects.toThrow()
  }
  writeFileSync(path, sealed)
  expect(await file.open()).toHaveLength(2 * piece)
  await staging.close()
})
