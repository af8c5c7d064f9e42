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

it('holds small files in memory up to a sum, everything else sealed on the disk', async () => {
  const folder = join(temporaryFolder(), 'staging')
  const staging = await Staging.create(folder, 10_000)
  const add = async (length: number) => {
    const bytes = randomBytes(length)
    return { bytes, file: await staging.add(Readable.from([bytes.subarray(0, length / 2), bytes.subarray(length / 2)])) }
  }
  const [first, second, third, large] = [await add(6000), await add(3000), await add(3000), await add(3 * piece)]
  expect(readdirSync(folder)).toHaveLength(2)
  for (const { bytes, file } of [first, second, third, large]) {
    expect(file.bytes).toBe(bytes.length)
    expect(Buffer.from(await file.open()).equals(bytes)).toBe(true)
    expect(Buffer.from(await file.readAt(10, 2000)).equals(bytes.subarray(10, 2000))).toBe(true)
  }
  await first.file.release()
  await first.file.release()
  await expect(first.file.open()).rejects.toThrow()
  // What was let go of is room again, once.
  await add(7000)
  expect(readdirSync(folder)).toHaveLength(2)
  await add(100)
  expect(readdirSync(folder)).toHaveLength(3)
  await expect(staging.add(Readable.from([]))).rejects.toMatchObject({ code: 'image.empty' })
  await expect(staging.add(Readable.from((async function* broken() { yield randomBytes(5); throw new Error('cut off') })()))).rejects.toThrow('cut off')
  await staging.close()
})
