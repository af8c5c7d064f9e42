import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'

/** A film of 200 MP at 16 bit fits; anything larger is no clinical picture. */
const maximumBytes = 512 * 2 ** 20
/** An archive of many pictures may be larger: it is never read as a whole. */
const maximumArchiveBytes = 32 * 2 ** 30

/** What is held in memory, where anything is: files up to this size. */
const heldFileBytes = 4 * 2 ** 20

/** Uploads are sealed in pieces, so that a part of an archive can be read and checked by itself. */
const pieceBytes = 2 ** 20
const tagBytes = 16
const sealedBytes = pieceBytes + tagBytes

export interface StagedFile {
  readonly bytes: number
  readonly open: () => Promise<Uint8Array>
  readonly readAt: (start: number, endBefore: number) => Promise<Uint8Array>
  readonly release: () => Promise<void>
}

/**
 * Keeps uploads between the browser and the import. They lie on disk only under a key that lives in this process'
 * memory, so a crash leaves nothing readable behind; the folder is emptied at the next start. A staging may hold small files in
 * memory instead, up to a sum: what is imported at once need not go over the disk.
 */
export class Staging {
  readonly #folder: string
  readonly #key = randomBytes(32)
  #roomBytes: number

  private constructor(folder: string, memoryBytes: number) {
    this.#folder = folder
    this.#roomBytes = memoryBytes
  }

  static async create(folder: string, memoryBytes = 0): Promise<Staging> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new Staging(folder, memoryBytes)
  }

  /** Throws AppError `image.tooLarge` past 512 MiB (32 GiB for an archive) and `image.empty` for no bytes at all. */
  async add(source: AsyncIterable<Uint8Array>, isArchive = false): Promise<StagedFile> {
    if (this.#roomBytes === 0 || isArchive) return this.#onDisk(source, isArchive)
    const { held, rest } = await beginningOf(source, Math.min(heldFileBytes, this.#roomBytes))
    const bytes = held.reduce((sum, { length }) => sum + length, 0)
    if (rest !== null || bytes > this.#roomBytes) return this.#onDisk(following(held, rest), false)
    if (bytes === 0) throw new AppError('image.empty')
    return this.#inMemory(held, bytes)
  }

  #inMemory(held: readonly Uint8Array[], bytes: number): StagedFile {
    let parts: readonly Uint8Array[] | null = held
    this.#roomBytes -= bytes
    const readAt = async (start: number, endBefore: number): Promise<Uint8Array> => {
      if (parts === null) throw new Error('Read after its release')
      const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts)
      if (whole === undefined) throw new Error('A file of no bytes was held')
      parts = [whole]
      return whole.subarray(start, endBefore)
    }
    const release = async (): Promise<void> => {
      if (parts !== null) this.#roomBytes += bytes
      parts = null
    }
    return { bytes, open: () => readAt(0, bytes), readAt, release }
  }

  async #onDisk(source: AsyncIterable<Uint8Array>, isArchive: boolean): Promise<StagedFile> {
    const path = join(this.#folder, randomUUID())
    const seal = pieceSeal(this.#key, randomBytes(8))
    const maximum = isArchive ? maximumArchiveBytes : maximumBytes
    const file = await open(path, 'wx', 0o600)
    let bytes = 0
    try {
      for await (const piece of pieces(source)) {
        const index = Math.floor(bytes / pieceBytes)
        bytes += piece.reduce((sum, { length }) => sum + length, 0)
        if (bytes > maximum) throw new AppError('image.tooLarge', { megabytes: maximum / 2 ** 20 })
        await file.writev(seal.close(index, piece))
      }
      if (bytes === 0) throw new AppError('image.empty')
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw error
    }
    await file.close()
    const readAt = (start: number, endBefore: number): Promise<Uint8Array> => readPieces(path, seal, { start, endBefore: Math.min(endBefore, bytes) })
    return { bytes, open: () => readAt(0, bytes), readAt, release: () => rm(path, { force: true }) }
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}

interface Beginning {
  readonly held: readonly Uint8Array[]
  /** null: there is no more. */
  readonly rest: AsyncIterator<Uint8Array> | null
}

/** What arrives up to a size, and a chunk beyond it. */
async function beginningOf(source: AsyncIterable<Uint8Array>, atMost: number): Promise<Beginning> {
  const iterator = source[Symbol.asyncIterator]()
  const held: Uint8Array[] = []
  let bytes = 0
  while (bytes <= atMost) {
    const next = await iterator.next()
    if (next.done === true) return { held, rest: null }
    held.push(next.value)
    bytes += next.value.length
  }
  return { held, rest: iterator }
}

async function* following(held: readonly Uint8Array[], rest: AsyncIterator<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  yield* held
  if (rest === null) return
  try {
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    // Who stops reading lets go of what is behind it too.
    await rest.return?.()
  }
}

interface PieceSeal {
  /** Sealed part by part: what is large is copied no more often than it must be. */
  close(index: number, piece: readonly Uint8Array[]): Buffer[]
  open(index: number, sealed: Uint8Array): Buffer
}

/** The number of a piece is part of its nonce: pieces can be neither exchanged nor left out. */
function pieceSeal(key: Uint8Array, fileNonce: Uint8Array): PieceSeal {
  const nonceOf = (index: number): Buffer => {
    const nonce = Buffer.concat([fileNonce, Buffer.alloc(4)])
    nonce.writeUInt32BE(index, fileNonce.length)
    return nonce
  }
  return {
    close: (index, piece) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index))
      return [...piece.map((part) => cipher.update(part)), cipher.final(), cipher.getAuthTag()]
    },
    open: (index, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(index))
      decipher.setAuthTag(sealed.subarray(-tagBytes))
      return Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()])
    },
  }
}

/** What arrives, in pieces of one size, each in its parts; the last may be shorter. */
async function* pieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Uint8Array[]> {
  let piece: Uint8Array[] = []
  let room = pieceBytes
  for await (const chunk of source) {
    let rest = chunk
    while (rest.length >= room) {
      yield [...piece, rest.subarray(0, room)]
      rest = rest.subarray(room)
      piece = []
      room = pieceBytes
    }
    if (rest.length > 0) piece.push(rest)
    room -= rest.length
  }
  if (piece.length > 0) yield piece
}

interface ByteRange {
  readonly start: number
  readonly endBefore: number
}

async function readPieces(path: string, seal: PieceSeal, { start, endBefore }: ByteRange): Promise<Uint8Array> {
  const first = Math.floor(start / pieceBytes)
  const last = Math.ceil(endBefore / pieceBytes)
  const file = await open(path)
  try {
    const opened: Buffer[] = []
    for (let index = first; index < last; index += 1) {
      const sealed = Buffer.alloc(sealedBytes)
      const { bytesRead } = await file.read(sealed, 0, sealedBytes, index * sealedBytes)
      opened.push(seal.open(index, sealed.subarray(0, bytesRead)))
    }
    return Buffer.concat(opened).subarray(start - first * pieceBytes, endBefore - first * pieceBytes)
  } finally {
    await file.close()
  }
}
