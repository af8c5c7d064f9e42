import { createHash, randomBytes } from 'node:crypto'

/** Crockford's base 32: no I, L, O, U, so that a printed key can be read aloud and typed back. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const secretBytes = 20
const secretLetters = 32
const checkLetters = 4

export interface RecoveryKey {
  /** 160 random bits. */
  readonly secret: Buffer
  /** Nine groups of four letters; the last group is a checksum. */
  readonly printed: string
}

export function newRecoveryKey(): RecoveryKey {
  const secret = randomBytes(secretBytes)
  return { secret, printed: group(encode(secret) + checksum(secret)) }
}

/** The secret of a typed key, or null when a letter is missing, foreign or wrong. Case, spaces and dashes do not matter. */
export function parseRecoveryKey(typed: string): Buffer | null {
  const letters = typed.toUpperCase().replace(/[\s\-‐-―_.]/gu, '').replace(/[IL]/gu, '1').replaceAll('O', '0')
  if (letters.length !== secretLetters + checkLetters) return null
  const secret = decode(letters.slice(0, secretLetters))
  return secret !== null && checksum(secret) === letters.slice(secretLetters) ? secret : null
}

const group = (letters: string): string => (letters.match(/.{4}/gu) ?? []).join('-')

/** 20 bits of SHA-256: one mistyped key in a million passes, and then opens nothing. */
function checksum(secret: Uint8Array): string {
  const digest = createHash('sha256').update('ctranscnn-workstation recovery checksum').update(secret).digest()
  return encode(digest.subarray(0, 5)).slice(0, checkLetters)
}

function encode(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte)
  const letters: string[] = []
  for (let left = (bytes.length * 8) / 5; left > 0; left -= 1) {
    letters.unshift(alphabet[Number(bits & 31n)] ?? '')
    bits >>= 5n
  }
  return letters.join('')
}

function decode(letters: string): Buffer | null {
  let bits = 0n
  for (const letter of letters) {
    const value = alphabet.indexOf(letter)
    if (value < 0) return null
    bits = (bits << 5n) | BigInt(value)
  }
  return Buffer.from(bits.toString(16).padStart(secretBytes * 2, '0'), 'hex')
}
