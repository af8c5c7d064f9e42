import { existsSync, readdirSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import type { StoreVerdict } from '../../src-shared/contract/store.ts'
import type { StoreDoor } from '../store/door.ts'
import { storeErrorOf } from '../store/errors.ts'
import { makeFolder, syncFolder, syncFolderAside } from '../store/files.ts'
import { newestSchema } from '../store/migrate.ts'
import { verifyStore } from '../store/verify.ts'
import { blobPath } from './backup.ts'
import { copyDurably, fewAtATime, type FileFacts } from './files.ts'
import { originalsName, readManifest, readOriginals, type Manifest } from './manifest.ts'

/** How a caller follows a restoring, and ends it. */
export interface RestoreWatch {
  readonly signal?: AbortSignal
  readonly update?: (originals: { readonly done: number; readonly total: number }) => void
}

/**
 * Makes a store from a backup's folder, in a folder that is new or empty: it appears there whole or not at all. Every
 * file is hashed on its way. Throws AppError `backup.damaged`, `backup.newer`, `store.exists`, `store.full`, `store.readOnly`.
 */
export async function restoreBackup(backup: string, target: string, { signal, update }: RestoreWatch = {}): Promise<Manifest> {
  const manifest = readManifest(backup)
  if (manifest.schema > newestSchema) throw new AppError('backup.newer')
  if (existsSync(target) && readdirSync(target).length > 0) throw new AppError('store.exists')
  const partial = `${target}.partial`
  try {
    await rm(partial, { recursive: true, force: true })
    makeFolder(partial)
    for (const { name, ...facts } of manifest.files) await copyChecked(join(backup, name), join(partial, name), { ...facts, part: name })
    const folders = new Set([partial])
    const originals = await readOriginals(partial)
    let done = 0
    await fewAtATime(originals, async ({ original, ...facts }) => {
      if (signal?.aborted === true) throw new AppError('job.cancelled')
      const to = blobPath(partial, original)
      await copyChecked(blobPath(dirname(backup), original), to, { ...facts, part: 'original' })
      folders.add(dirname(to))
      done += 1
      update?.({ done, total: originals.length })
    })
    await rm(join(partial, originalsName))
    for (const folder of folders) await syncFolderAside(folder)
    await rm(target, { recursive: true, force: true })
    await rename(partial, target)
    syncFolder(dirname(target))
    return manifest
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined)
    throw storeErrorOf(error)
  }
}

async function copyChecked(from: string, to: string, expected: FileFacts & { readonly part: string }): Promise<void> {
  if (!existsSync(from)) throw new AppError('backup.damaged', { part: expected.part })
  const { bytes, sha256 } = await copyDurably(from, to)
  if (bytes !== expected.bytes || sha256 !== expected.sha256) throw new AppError('backup.damaged', { part: expected.part })
}

/**
 * The drill: restores a backup into `scratch`, opens it with this store's key, reads everything in it, and throws it
 * away. Throws what `restoreBackup` and opening throw.
 */
export async function drill(store: StoreDoor, backup: string, scratch: string, signal: AbortSignal): Promise<StoreVerdict> {
  try {
    await restoreBackup(backup, scratch, { signal })
    const copy = await store.openCopy(scratch)
    try {
      return await copy.withFreshReader((db) => verifyStore(db, copy.blobs(), copy.anchor()))
    } finally {
      copy.close()
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
