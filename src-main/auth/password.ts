import { randomBytes } from 'node:crypto'
import { hashRaw } from '@node-rs/argon2'
import { AppError } from '../../src-shared/errors.ts'
import type { Hashing } from '../store/keys.ts'

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane. */
const memoryKib = 19_456
const passes = 2
const lanes = 1
const keyBytes = 32

const fewestCharacters = 8
const fewestDifferent = 4

export const newHashing = (): Hashing => ({ memoryKib, passes, lanes, salt: randomBytes(16).toString('base64') })

/** 32 bytes from a password. Text typed on another keyboard may be composed differently: NFKC makes it one. */
export function passwordKey(password: string, hashing: Hashing): Promise<Buffer> {
  return hashRaw(password.normalize('NFKC'), {
    memoryCost: hashing.memoryKib,
    timeCost: hashing.passes,
    parallelism: hashing.lanes,
    outputLen: keyBytes,
    salt: Buffer.from(hashing.salt, 'base64'),
  })
}

/** Throws AppError `auth.weakPassword` with the shortest length allowed: no rules about kinds of letters (NIST SP 800-63B). */
export function assertStrong(password: string, name: string): void {
  const characters = [...password.normalize('NFKC')]
  const tooShort = characters.length < fewestCharacters || new Set(characters).size < fewestDifferent
  const isName = password.trim().toLowerCase() === name.trim().toLowerCase()
  if (tooShort || isName) throw new AppError('auth.weakPassword', { characters: fewestCharacters })
}
