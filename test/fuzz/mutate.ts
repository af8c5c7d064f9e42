/** Values that lengths, counts and sizes break at. */
const edges = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xfffe, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff] as const

type Random = () => number
const below = (random: Random, end: number): number => Math.floor(random() * end)

/** A place in a file: half of them in its first kilobyte, where the header is, a quarter within what comes last. */
function place(random: Random, length: number): number {
  const part = random()
  if (part < 0.5) return below(random, Math.min(length, 1024))
  if (part < 0.75) return Math.max(0, length - 1 - below(random, Math.min(length, 2048)))
  return below(random, length)
}

type Edit = (bytes: Buffer, random: Random, other: Uint8Array) => Buffer

const flip: Edit = (bytes, random) => {
  for (let left = 1 + below(random, 8); left > 0; left -= 1) bytes[place(random, bytes.length)] = below(random, 256)
  return bytes
}

const bit: Edit = (bytes, random) => {
  const at = place(random, bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8))
  return bytes
}

const edge: Edit = (bytes, random) => {
  const value = edges[below(random, edges.length)] ?? 0
  const at = Math.min(place(random, bytes.length), bytes.length - 4)
  if (at < 0) return bytes
  const kind = below(random, 4)
  if (kind < 2) bytes.writeUInt16LE(value & 0xffff, at)
  else if (kind === 2) bytes.writeUInt32LE(value, at)
  else bytes.writeUInt32BE(value, at)
  return bytes
}

const cut: Edit = (bytes, random) => bytes.subarray(0, place(random, bytes.length))

const remove: Edit = (bytes, random) => {
  const at = place(random, bytes.length)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 64))])
}

const repeat: Edit = (bytes, random) => {
  const at = place(random, bytes.length)
  const piece = bytes.subarray(at, at + 1 + below(random, 128))
  return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: 1 + below(random, 8) }, () => piece), bytes.subarray(at)])
}

const splice: Edit = (bytes, random, other) => {
  const from = place(random, other.length)
  return Buffer.concat([bytes.subarray(0, place(random, bytes.length)), other.subarray(from)])
}

const edits: readonly Edit[] = [flip, flip, bit, bit, edge, edge, edge, cut, remove, repeat, splice]

/** One to four edits of a file; `other` lends the pieces that are spliced in. The same random numbers make the same file. */
export function mutated(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let out: Buffer = Buffer.from(bytes)
  for (let left = 1 + below(random, 4); left > 0 && out.length > 8; left -= 1) out = (edits[below(random, edits.length)] ?? flip)(out, random, other)
  return out
}
