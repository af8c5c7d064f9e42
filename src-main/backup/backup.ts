import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import type { StoreDoor } from '../store/door.ts'
import { storeErrorOf } from '../store/errors.ts'
import { makeFolder, syncFolder, writeDurably, syncFolderAside } from '../store/files.ts'
import { copyDurably, factsOf, fewAtATime, sizeOf } from './files.ts'
import { manifestName, modelFile, originalsName, originalsText, readManifest, readOriginals, type Manifest, type OriginalFacts } from './manifest.ts'

/** Progress is told after so many originals: each telling is an event to the window. */
const TELL_EVERY = 50

/** Where the backups of one store lie. */
export interface BackupPlace {
  /** `<chosen folder>/ctw-<first eight digits of the workstation's random name>`. */
  readonly root: string
  readonly workstationId: string
}

export interface BackupProgress {
  readonly signal: AbortSignal
  update(progress: { readonly done: number; readonly total: number }): void
}

export const placeOf = (folder: string, workstationId: string): BackupPlace => ({
  root: join(folder, `ctw-${workstationId.slice(0, 8)}`),
  workstationId,
})

const blobsFolder = (root: string): string => join(root, 'blobs')
export const blobPath = (root: string, original: string): string => join(blobsFolder(root), original.slice(0, 2), original)

/**
 * Writes a backup while work goes on: the database as one commit left it, checked from end to end; the originals it
 * points at, each once for all backups and read back after writing; the keys, still wrapped. It appears whole under its
 * name or not at all. Throws AppError `store.full`, `store.readOnly`, `store.damaged`, `image.missing`, `job.cancelled`.
 */
export async function writeBackup(store: StoreDoor, place: BackupPlace, createdAt: string, progress: BackupProgress): Promise<Manifest> {
  const backupId = createdAt.replaceAll(/[:.]/gu, '-')
  const partial = join(place.root, `.partial-${backupId}`)
  try {
    sweepPartial(place.root)
    makeFolder(partial)
    const manifest = await fill({ store, place, partial, backupId, createdAt }, progress)
    writeDurably(join(partial, manifestName), `${JSON.stringify(manifest, null, 1)}\n`)
    await rename(partial, join(place.root, backupId))
    syncFolder(place.root)
    return manifest
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined)
    throw storeErrorOf(error)
  }
}

interface Filling {
  readonly store: StoreDoor
  readonly place: BackupPlace
  readonly partial: string
  readonly backupId: string
  readonly createdAt: string
}

async function fill({ store, place, partial, backupId, createdAt }: Filling, progress: BackupProgress): Promise<Manifest> {
  const facts = await store.snapshot(join(partial, 'ctranscnn.db'))
  // The copy ends where its own last row ends, whatever was written meanwhile.
  const head = { format: 1, ...facts.auditHead, intact: store.anchor()?.intact ?? false }
  writeDurably(join(partial, 'audit-head.json'), `${JSON.stringify(head)}\n`)
  for (const name of ['keys.json', 'store.json']) await copyDurably(join(store.folder, name), join(partial, name))
  const originals = await copyOriginals(store, place.root, facts.originals, progress)
  writeDurably(join(partial, originalsName), originalsText(originals))
  const models = modelFiles(store.folder)
  for (const name of models) await copyDurably(join(store.folder, name), join(partial, name))
  const names = ['ctranscnn.db', 'keys.json', 'store.json', 'audit-head.json', originalsName, ...models]
  const files = []
  for (const name of names) files.push({ name, ...(await factsOf(join(partial, name))) })
  const { cases, images, reads, schema } = facts
  return {
    format: 1,
    researchUseOnly: researchUseOnly.en,
    backupId,
    createdAt,
    workstationId: place.workstationId,
    schema,
    counts: { cases, images, reads, auditRows: facts.auditHead.sequence },
    originalBytes: originals.reduce((sum, { bytes }) => sum + bytes, 0),
    files,
  }
}

/** Models that were added to the store: its reads name them, and its new analyses use them. */
function modelFiles(storeFolder: string): readonly string[] {
  const root = join(storeFolder, 'models')
  if (!existsSync(root)) return []
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => `models/${name.replaceAll(sep, '/')}`)
  return names.filter((name) => modelFile.test(name) && statSync(join(storeFolder, name)).isFile())
}

/** Originals of the rows, and files of exports beside them. What an earlier backup brought over is not copied again. */
async function copyOriginals(store: StoreDoor, root: string, needed: readonly string[], progress: BackupProgress): Promise<readonly OriginalFacts[]> {
  const known = await originalsOfNewest(root)
  const present = await store.blobs().list()
  const here = new Set(present)
  if (needed.some((original) => !here.has(original))) throw new AppError('image.missing')
  const found: OriginalFacts[] = []
  const folders = new Set<string>()
  await fewAtATime(present, async (original) => {
    if (progress.signal.aborted) throw new AppError('job.cancelled')
    const target = blobPath(root, original)
    const before = known.get(original)
    if (before !== undefined && (await sizeOf(target)) === before.bytes) found.push(before)
    else {
      found.push({ original, ...(await copyDurably(join(store.folder, 'blobs', original.slice(0, 2), original), target)) })
      folders.add(dirname(target))
    }
    if (found.length % TELL_EVERY === 0 || found.length === present.length) progress.update({ done: found.length, total: present.length })
  })
  for (const folder of [...folders, blobsFolder(root)]) if (folders.size > 0) await syncFolderAside(folder)
  return found.toSorted((one, other) => (one.original < other.original ? -1 : 1))
}

/** What the newest whole backup has; a list that cannot be read means that everything is copied again. */
async function originalsOfNewest(root: string): Promise<ReadonlyMap<string, OriginalFacts>> {
  const [newest] = listBackups(root)
  if (newest === undefined) return new Map()
  const originals = await readOriginals(join(root, newest.backupId)).catch(() => [])
  return new Map(originals.map((facts) => [facts.original, facts]))
}

/** The whole backups under a root, newest first; folders that are none are passed over. */
export function listBackups(root: string): readonly Manifest[] {
  return folderNames(root)
    .filter((name) => /^\d{4}-/u.test(name))
    .flatMap((name) => {
      try {
        return [readManifest(join(root, name))]
      } catch {
        return []
      }
    })
    .toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
}

/** Keeps the newest `keep` backups and the originals that they need; while a list of one cannot be read, every original stays. */
export async function dropOldBackups(root: string, keep: number): Promise<void> {
  const backups = listBackups(root)
  for (const { backupId } of backups.slice(keep)) await rm(join(root, backupId), { recursive: true, force: true })
  const needed = new Set<string>()
  for (const { backupId } of backups.slice(0, keep)) {
    const originals = await readOriginals(join(root, backupId)).catch(() => null)
    if (originals === null) return
    for (const { original } of originals) needed.add(original)
  }
  for (const prefix of folderNames(blobsFolder(root))) {
    for (const name of folderNames(join(blobsFolder(root), prefix))) {
      if (!needed.has(name)) await rm(join(blobsFolder(root), prefix, name), { force: true })
    }
  }
}

function sweepPartial(root: string): void {
  for (const name of folderNames(root)) if (name.startsWith('.partial-')) rmSync(join(root, name), { recursive: true, force: true })
}

function folderNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
