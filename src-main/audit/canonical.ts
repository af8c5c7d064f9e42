import { createHash } from 'node:crypto'

/**
 * One text for one value: members in code-unit order, no spaces, strings with JSON escapes (after
 * RFC 8785). Numbers must be finite; `undefined` members are left out.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    members.sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('A number that is not finite has no canonical text')
  return JSON.stringify(value) ?? 'null'
}

/** SHA-256 of the canonical text, lower-case hexadecimal. */
export const canonicalSha256 = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex')
