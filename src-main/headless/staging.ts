import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { AppError } from '../../src-shared/errors.ts'

/** A film of 200 MP at 16 bit fits; anything larger is no clinical picture. */
const maximumBytes = 512 * 1024 * 1024

export interface StagedFile {
  readonly bytes: number
  readonly open: () => Promise<Uint8Array>
  readonly release: () => Promise<void>
}

/**
 * Keeps uploads between the browser and the import. They lie on disk only under a key that lives in this process'
 * memory, so a crash leaves nothing readable behind; the folder is emptied at the next start.
 */
export class Staging {
  readonly #folder: string
  readonly #key = randomBytes(32)

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async create(folder: string): Promise<Staging> {
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return new Staging(folder)
  }

  /** Throws AppError `image.tooLarge` past 512 MiB and `image.empty` for no bytes at all. */
  async add(source: Readable): Promise<StagedFile> {
    const path = join(this.#folder, randomUUID())
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce)
    const file = await open(path, 'wx', 0o600)
    let bytes = 0
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        bytes += chunk.length
        if (bytes > maximumBytes) throw new AppError('image.tooLarge', { megabytes: maximumBytes / 2 ** 20 })
        await file.write(cipher.update(chunk))
      }
      await file.write(cipher.final())
      if (bytes === 0) throw new AppError('image.empty')
    } catch (error) {
      await file.close()
      await rm(path, { force: true })
      throw error
    }
    await file.close()
    const tag = cipher.getAuthTag()
    return {
      bytes,
      open: () => this.#decrypt(path, nonce, tag),
      release: () => rm(path, { force: true }),
    }
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #decrypt(path: string, nonce: Buffer, tag: Buffer): Promise<Uint8Array> {
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce)
    decipher.setAuthTag(tag)
    return Buffer.concat([decipher.update(await readFile(path)), decipher.final()])
  }
}
