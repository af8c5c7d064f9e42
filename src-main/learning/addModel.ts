import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Acceptance } from '../../src-shared/contract/learning.ts'
import type { Task } from '../../src-shared/domain/case.ts'
import type { UserId, VersionId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { analysisOfTask } from '../importing/analyzeQueued.ts'
import { readManifest, type Manifest } from '../inference/manifest.ts'
import { makeFolder, syncFolder, writeDurably } from '../store/files.ts'
import { withStoreErrors } from '../store/errors.ts'
import { addedVersions, insertVersion } from '../store/modelVersions.ts'
import type { Workplace } from '../store/workplace.ts'

/** A file of the folder a model comes in; `path` is `name` or `golden/name`. */
export interface ModelFile {
  readonly path: string
  readonly bytes: number
  readonly open: () => Promise<Uint8Array>
}

export interface NewModel {
  readonly files: readonly ModelFile[]
  /** Folder of the models that came with the program. */
  readonly shippedFolder: string
  readonly acceptance: Acceptance
  readonly addedBy: UserId
}

const plainPath = /^(?:golden\/)?[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/u
const largestBytes = 1024 ** 3

/**
 * Copies a model into the store's own `models`, checks the copy (hash, operators, signature, golden tensors on the
 * provider in use, the same labels as the program's own model) and remembers it. A model that is refused leaves nothing
 * behind. Throws AppError `model.*`, `store.full`, `store.readOnly`.
 */
export async function addModel(place: Workplace, model: NewModel): Promise<VersionId> {
  const files = model.files.filter(({ path }) => plainPath.test(path))
  const manifestBytes = await bytesOf(files, 'manifest.json')
  const id = idIn(manifestBytes)
  const models = join(place.store.folder, 'models')
  const incoming = join(models, `.incoming-${randomUUID()}`)
  try {
    await copyInto(join(incoming, id), files)
    const facts = await readManifest(join(incoming, id))
    const task = await refuseForeign(facts, model.shippedFolder)
    const manifestSha256 = createHash('sha256').update(manifestBytes).digest('hex')
    await refuseTaken(place, { facts, manifestSha256, shippedFolder: model.shippedFolder })
    const { verdict } = await place.engine.checkModel(join(incoming, id))
    if (verdict !== 'ok') throw new AppError(verdict === 'unchecked' ? 'internal' : verdict, { id })
    const folder = manifestSha256.slice(0, 32)
    await settle(incoming, join(models, folder))
    const { version, file, demonstration } = facts
    return place.record('model.add', (db) => {
      const stored = { task, modelId: id, version, weightsSha256: file.sha256, manifestSha256, folder, demonstration }
      const value = insertVersion(db, { ...stored, acceptance: model.acceptance, addedAt: place.now() }, model.addedBy)
      return { value, object: value, detail: { model: id, version, ...model.acceptance } }
    })
  } finally {
    await rm(incoming, { recursive: true, force: true })
  }
}

async function bytesOf(files: readonly ModelFile[], path: string): Promise<Uint8Array> {
  const file = files.find((each) => each.path === path)
  if (file === undefined) throw new AppError('model.missing', { file: path })
  return file.open()
}

/** The id decides the folder's name, so it is looked at before anything is written. */
function idIn(manifest: Uint8Array): string {
  try {
    const { id } = JSON.parse(Buffer.from(manifest).toString('utf8')) as { id?: unknown }
    if (typeof id === 'string' && /^[a-z0-9][a-z0-9-]{0,63}$/u.test(id)) return id
  } catch (cause) {
    throw new AppError('model.damaged', { field: 'manifest.json' }, { cause })
  }
  throw new AppError('model.damaged', { field: 'id' })
}

async function copyInto(folder: string, files: readonly ModelFile[]): Promise<void> {
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) > largestBytes) throw new AppError('model.notSupported', { reason: 'size' })
  for (const file of files) {
    const bytes = await file.open()
    withStoreErrors(() => {
      makeFolder(dirname(join(folder, file.path)))
      writeDurably(join(folder, file.path), bytes)
    })
  }
}

/** Which task's reads the model answers. Throws AppError `model.notSupported` or `model.otherLabels`. */
async function refuseForeign(facts: Manifest, shippedFolder: string): Promise<Task> {
  const task = (Object.keys(analysisOfTask) as Task[]).find((each) => analysisOfTask[each] === facts.task)
  if (facts.kind !== 'classifier' || task === undefined) throw new AppError('model.notSupported', { id: facts.id, kind: facts.kind })
  // A bundle holds the mouth alone; a whole photo would be another picture than those it was trained on.
  if (task === 'tongue' && facts.input.region === 'whole') throw new AppError('model.notSupported', { id: facts.id, reason: 'region' })
  const own = await readManifest(join(shippedFolder, analysisOfTask[task]))
  const same = own.labelSet?.id === facts.labelSet.id && own.labels.toSorted().join() === facts.labels.toSorted().join()
  if (!same) throw new AppError('model.otherLabels', { id: facts.id })
  return task
}

interface Candidate {
  readonly facts: Manifest
  readonly manifestSha256: string
  readonly shippedFolder: string
}

async function refuseTaken(place: Workplace, { facts: { id, version, file }, manifestSha256, shippedFolder }: Candidate): Promise<void> {
  const added = addedVersions(place.store.database())
  if (added.some((known) => known.manifestSha256 === manifestSha256)) throw new AppError('model.known', { id, version })
  if (added.some((known) => known.modelId === id && known.version === version)) throw new AppError('model.idClash', { id, version })
  if (!existsSync(join(shippedFolder, id))) return
  const shipped = await readManifest(join(shippedFolder, id))
  if (shipped.file.sha256 === file.sha256) throw new AppError('model.known', { id, version })
  if (shipped.version === version) throw new AppError('model.idClash', { id, version })
}

async function settle(incoming: string, target: string): Promise<void> {
  // A folder without a row: an earlier try ended between the copy and its record.
  await rm(target, { recursive: true, force: true })
  await rename(incoming, target)
  syncFolder(dirname(target))
}
