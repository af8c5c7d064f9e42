import { createHmac } from 'node:crypto'

/** UIDs that the standard itself gives out: classes, syntaxes. They tell nothing of a patient. */
const standardUid = /^1\.2\.840\.10008(?:\.\d{1,4}){1,9}$/u
const DAY_MS = 86_400_000
/** Ten years: days are moved back by 1 to as many. */
const MAXIMUM_SHIFT_DAYS = 3650

/** What stands for names under a project's key: the same input gives the same output in every run with that key. */
export interface Pseudonyms {
  /** `2.25.` and a UUID of version 8 (PS3.5 B.2, RFC 9562) in decimal digits. */
  readonly uid: (uid: string) => string
  readonly patient: (patientId: string) => string
  /** A whole date (YYYYMMDD) moved back by the patient's own number of days; null where the text does not begin with one. */
  readonly date: (date: string, patientId: string) => string | null
}

/** All by HMAC-SHA-256; `key` has 32 bytes. */
export function pseudonyms(key: Uint8Array): Pseudonyms {
  const keyed = (purpose: string, text: string): Buffer => createHmac('sha256', key).update(`${purpose}\0${text}`).digest()
  return {
    uid: (uid) => (standardUid.test(uid) ? uid : `2.25.${uuidNumber(keyed('uid', uid))}`),
    patient: (patientId) => `P-${keyed('patient', patientId).toString('hex').slice(0, 16).toUpperCase()}`,
    date: (date, patientId) => moved(date, 1 + (keyed('days', patientId).readUInt32BE(0) % MAXIMUM_SHIFT_DAYS)),
  }
}

function uuidNumber(bytes: Buffer): bigint {
  const uuid = Buffer.from(bytes.subarray(0, 16))
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x80
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
  return BigInt(`0x${uuid.toString('hex')}`)
}

function moved(date: string, days: number): string | null {
  const parts = /^(\d{4})(\d{2})(\d{2})/u.exec(date)
  if (parts === null) return null
  const at = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T00:00:00Z`)
  if (Number.isNaN(at)) return null
  return new Date(at - days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
}
