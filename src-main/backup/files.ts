import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder } from '../store/files.ts'

export interface FileFacts {
  readonly bytes: number
  readonly sha256: string
}

/** Size and SHA-256 of a file as it is on the disk. */
export async function factsOf(path: string): Promise<FileFacts> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/**
 * Copies a file so that it is either there, whole and on the disk, or not there; answers what was read back. Its name is
 * on the disk once its folder has been synced, which many copies share.
 */
export async function copyDurably(from: string, to: string): Promise<FileFacts> {
  const partial = `${to}.partial`
  makeFolder(dirname(to))
  try {
    await copyFile(from, partial)
    const file = await open(partial, 'r+')
    try {
      await file.sync()
    } finally {
      await file.close()
    }
    const facts = await factsOf(partial)
    await rename(partial, to)
    return facts
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Works on `items` a few at a time, in order of their turn; the first failure ends it. */
export async function fewAtATime<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let index = next; index < items.length; index = next) {
      next += 1
      await work(items[index] as T, index)
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker))
}

export const sizeOf = (path: string): Promise<number | null> =>
  stat(path).then(
    ({ size }) => size,
    () => null,
  )
