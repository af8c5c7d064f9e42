import { hkdfSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../../src-shared/errors.ts'
import { withStoreErrors } from './errors.ts'
import { readTextIfThere, writeDurably } from './files.ts'
import { seal, unseal } from './seal.ts'

const base64 = v.pipe(v.string(), v.base64())

/** How a password becomes a key: Argon2id, version 1.3. */
const hashing = v.strictObject({ memoryKib: v.number(), passes: v.number(), lanes: v.number(), salt: base64 })

const keyFile = v.strictObject({
  format: v.literal(1),
  /** false until the database behind the keys exists: a set-up that died half way is begun again. */
  complete: v.boolean(),
  users: v.array(v.strictObject({ userId: v.string(), nameSha256: v.string(), hashing, wrapped: base64 })),
  recovery: v.strictObject({ salt: base64, wrapped: base64 }),
})

export type KeyFile = v.InferOutput<typeof keyFile>
export type UserKey = KeyFile['users'][number]
export type Hashing = UserKey['hashing']

const pathOf = (folder: string): string => join(folder, 'keys.json')

/** The key file, or null where there is no store. Throws AppError `store.damaged`, `store.newer`. */
export function readKeys(folder: string): KeyFile | null {
  const text = withStoreErrors(() => readTextIfThere(pathOf(folder)))
  if (text === null) return null
  const parsed = v.safeParse(keyFile, parseJson(text))
  if (parsed.success) return parsed.output
  throw new AppError('store.damaged', { part: 'keys' })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('store.damaged', { part: 'keys' }, { cause })
  }
}

/** Replaces the key file: the old or the new one survives a power cut, whole. */
export function writeKeys(folder: string, keys: KeyFile): void {
  withStoreErrors(() => writeDurably(pathOf(folder), `${JSON.stringify(keys, null, 2)}\n`))
}

/** 256 random bits that everything in the store hangs on. */
export const newMasterKey = (): Buffer => randomBytes(32)

/** The parameters are bound, so that nobody can weaken the hashing of a stored key unseen. */
const userBinding = (userId: string, { memoryKib, passes, lanes, salt }: Hashing): Buffer =>
  Buffer.from(JSON.stringify(['ctranscnn-workstation user key 1', userId, memoryKib, passes, lanes, salt]))

const recoveryBinding = Buffer.from('ctranscnn-workstation recovery key 1')

/** The master key under a key made from a password (32 bytes, see `auth/password`). */
export function wrapForUser(master: Uint8Array, passwordKey: Uint8Array, user: Omit<UserKey, 'wrapped'>): UserKey {
  return { ...user, wrapped: seal(passwordKey, master, userBinding(user.userId, user.hashing)).toString('base64') }
}

/** null when the password is another. */
export const unwrapForUser = (passwordKey: Uint8Array, user: UserKey): Buffer | null =>
  unseal(passwordKey, Buffer.from(user.wrapped, 'base64'), userBinding(user.userId, user.hashing))

/** The master key under the printed recovery key. That one is random, so it needs no slow hashing. */
export function wrapForRecovery(master: Uint8Array, recovery: Uint8Array): KeyFile['recovery'] {
  const salt = randomBytes(16)
  const key = derive(recovery, 'recovery', salt)
  return { salt: salt.toString('base64'), wrapped: seal(key, master, recoveryBinding).toString('base64') }
}

/** null when the recovery key is another. */
export function unwrapForRecovery(recovery: Uint8Array, stored: KeyFile['recovery']): Buffer | null {
  const key = derive(recovery, 'recovery', Buffer.from(stored.salt, 'base64'))
  return unseal(key, Buffer.from(stored.wrapped, 'base64'), recoveryBinding)
}

/** Key of the database, 32 bytes, from the master key (HKDF-SHA-256, RFC 5869). */
export const databaseKey = (master: Uint8Array): Buffer => derive(master, 'database', Buffer.alloc(0))

/** Key that wraps the data key of every original, 32 bytes. */
export const blobKey = (master: Uint8Array): Buffer => derive(master, 'originals', Buffer.alloc(0))

function derive(secret: Uint8Array, purpose: string, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, `ctranscnn-workstation ${purpose} 1`, 32))
}

