import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import { sha256Of } from '../store/blobs.ts'
import { storeErrorOf } from '../store/errors.ts'
import { syncFolder } from '../store/files.ts'
import { inOrder, type ExportedFile, type ExportTarget } from './target.ts'

/**
 * A folder that appears whole or not at all: files are written and synced under a temporary name beside the target,
 * which takes its name when everything is on the disk.
 */
export class ExportFolder implements ExportTarget {
  readonly #target: string
  readonly #temporary: string
  readonly #files: ExportedFile[] = []

  private constructor(target: string) {
    this.#target = target
    this.#temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`)
  }

  /** Throws AppError `contract.wrongUse` when the target is there and not an empty folder. */
  static async create(target: string): Promise<ExportFolder> {
    refuseOccupied(target)
    const folder = new ExportFolder(target)
    await translated(() => mkdir(folder.#temporary, { recursive: true, mode: 0o700 }))
    return folder
  }

  get files(): readonly ExportedFile[] {
    return inOrder(this.#files)
  }

  /** `path` is relative, "/"-separated. */
  async write(path: string, content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
    const place = join(this.#temporary, path)
    await translated(async () => {
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      const file = await open(place, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
    })
    this.#files.push({ path, bytes: bytes.length, sha256: sha256Of(bytes) })
  }

  /** Syncs every folder and gives the export its name. */
  async finish(): Promise<void> {
    await translated(async () => {
      for (const folder of new Set(this.#files.map(({ path }) => dirname(path)))) syncFolder(join(this.#temporary, folder))
      syncFolder(this.#temporary)
      // Windows does not rename onto an empty folder.
      if (existsSync(this.#target)) await rmdir(this.#target)
      await rename(this.#temporary, this.#target)
      syncFolder(dirname(this.#target))
    })
  }

  /** Takes back everything that was written. */
  async discard(): Promise<void> {
    await rm(this.#temporary, { recursive: true, force: true })
  }
}

/** Throws AppError `contract.wrongUse` for a file or a folder with anything in it. */
export function refuseOccupied(target: string): void {
  if (!existsSync(target)) return
  let names: readonly string[]
  try {
    names = readdirSync(target)
  } catch (cause) {
    throw new AppError('contract.wrongUse', { field: 'out', reason: 'notAFolder' }, { cause })
  }
  if (names.length > 0) throw new AppError('contract.wrongUse', { field: 'out', reason: 'notEmpty' })
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const known = storeErrorOf(error)
    throw known instanceof AppError ? known : new AppError('export.failed', {}, { cause: error })
  }
}
