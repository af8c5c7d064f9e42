import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import { storeErrorOf } from './errors.ts'
import { makeFolder, syncFolderAside } from './files.ts'
import { seal, sealOverheadBytes, unseal } from './seal.ts'

const magic = Buffer.from('CTWB')
const formatVersion = 1
const wrappedKeyBytes = 32 + sealOverheadBytes
const headerBytes = magic.length + 1 + wrappedKeyBytes

export interface StoredBlob {
  /** Of the original bytes, lower-case hexadecimal. */
  readonly sha256: string
  readonly bytes: number
}

/** An original that was written and is not yet safe from a power cut: its name may still be lost. */
export interface WrittenBlob extends StoredBlob {
  readonly folder: string
}

/** Originals, each kept once under the SHA-256 of its bytes and never changed. */
export interface Blobs {
  /**
   * Keeps the bytes. They and their name are on the disk when this answers, so a row may then point at them.
   * Throws AppError `store.full`, `store.readOnly`.
   */
  put(bytes: Uint8Array): Promise<StoredBlob>
  /**
   * The first half of `put`, for many originals at a time: the bytes are on the disk when this answers. `sha256` is theirs.
   * Throws AppError `store.full`, `store.readOnly`.
   */
  write(bytes: Uint8Array, sha256: string): Promise<WrittenBlob>
  /** The second half: brings the names of written originals to the disk, each folder's once. A row may then point at them. */
  settle(written: readonly WrittenBlob[]): Promise<void>
  /** The original bytes, hashed again. Throws AppError `image.missing`, `store.damaged`. */
  read(sha256: string): Promise<Buffer>
  /** Hashes of everything kept. */
  list(): Promise<readonly string[]>
}

/**
 * `masterKey` (32 bytes) wraps one data key per file. A file is magic "CTWB" ‖ version ‖ wrapped data key ‖ sealed bytes;
 * both seals are bound to the hash and the version, so files cannot be exchanged for one another.
 */
export function openBlobs(folder: string, masterKey: Uint8Array): Blobs {
  const pathOf = (sha256: string): string => join(folder, sha256.slice(0, 2), sha256)
  const read = async (sha256: string): Promise<Buffer> => {
    const sealed = await readFile(pathOf(sha256)).catch(missingOrThrow)
    const bytes = unsealBlob(masterKey, sealed, sha256)
    if (bytes === null || sha256Of(bytes) !== sha256) throw new AppError('store.damaged', { part: 'original' })
    return bytes
  }
  const write = async (bytes: Uint8Array, sha256: string): Promise<WrittenBlob> => {
    const path = pathOf(sha256)
    // A file that is there but no longer readable is written again: its bytes are at hand.
    if (!(await readable(read, sha256))) await withFileErrors(() => writeBlob(folder, path, sealBlob(masterKey, bytes, sha256)))
    return { sha256, bytes: bytes.length, folder: dirname(path) }
  }
  const settle = (written: readonly WrittenBlob[]): Promise<void> =>
    withFileErrors(async () => {
      // The folder itself too: one of theirs may be new, and its name must not be lost either.
      await Promise.all([...new Set([...written.map((blob) => blob.folder), folder])].map(syncFolderAside))
    })
  const put = async (bytes: Uint8Array): Promise<StoredBlob> => {
    const { sha256, ...written } = await write(bytes, sha256Of(bytes))
    await settle([{ sha256, ...written }])
    return { sha256, bytes: bytes.length }
  }
  return { put, write, settle, read, list: () => listBlobs(folder) }
}

/** Removes what a write that never finished left behind. */
export async function sweepIncoming(folder: string): Promise<void> {
  await rm(join(folder, 'incoming'), { recursive: true, force: true })
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const binding = (sha256: string): Buffer => Buffer.concat([Buffer.from(sha256, 'hex'), Buffer.from([formatVersion])])

function sealBlob(masterKey: Uint8Array, bytes: Uint8Array, sha256: string): Buffer {
  const dataKey = randomBytes(32)
  const header = Buffer.concat([magic, Buffer.from([formatVersion]), seal(masterKey, dataKey, binding(sha256))])
  return Buffer.concat([header, seal(dataKey, bytes, binding(sha256))])
}

function unsealBlob(masterKey: Uint8Array, sealed: Buffer, sha256: string): Buffer | null {
  if (!sealed.subarray(0, magic.length).equals(magic) || sealed[magic.length] !== formatVersion) return null
  const dataKey = unseal(masterKey, sealed.subarray(magic.length + 1, headerBytes), binding(sha256))
  return dataKey === null ? null : unseal(dataKey, sealed.subarray(headerBytes), binding(sha256))
}

async function readable(read: Blobs['read'], sha256: string): Promise<boolean> {
  try {
    await read(sha256)
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

/** Temporary file, fsync, rename; the folder's own sync is `settle`. In this order, before any row points at the file. */
async function writeBlob(folder: string, path: string, sealed: Buffer): Promise<void> {
  const incoming = join(folder, 'incoming')
  makeFolder(incoming)
  makeFolder(dirname(path))
  const temporary = join(incoming, randomUUID())
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(sealed)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function listBlobs(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  return names.map((name) => name.slice(-64)).filter((name) => /^[0-9a-f]{64}$/u.test(name))
}

function missingOrThrow(error: NodeJS.ErrnoException): never {
  if (error.code === 'ENOENT') throw new AppError('image.missing', {}, { cause: error })
  throw storeErrorOf(error)
}

async function withFileErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw storeErrorOf(error)
  }
}
