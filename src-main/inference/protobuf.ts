/** One field of a protobuf message: a number for varints and fixed widths, bytes for length-delimited values. */
export interface Field {
  readonly number: number
  readonly value: bigint | Uint8Array
}

/**
 * The fields of one protobuf message in file order, nothing copied (wire format of Protocol Buffers).
 * Throws RangeError where a length or a varint runs past the end.
 */
export function* fields(bytes: Uint8Array): Generator<Field> {
  let position = 0
  while (position < bytes.length) {
    const key = varint(bytes, position)
    const wire = Number(key.value & 7n)
    const number = Number(key.value >> 3n)
    if (wire === 0) {
      const { value, next } = varint(bytes, key.next)
      yield { number, value }
      position = next
      continue
    }
    const length = lengthOf(bytes, wire, key.next)
    const end = length.start + length.bytes
    if (end > bytes.length) throw new RangeError('A field runs past the end of its message')
    yield { number, value: bytes.subarray(length.start, end) }
    position = end
  }
}

function lengthOf(bytes: Uint8Array, wire: number, start: number): { start: number; bytes: number } {
  if (wire === 1) return { start, bytes: 8 }
  if (wire === 5) return { start, bytes: 4 }
  if (wire !== 2) throw new RangeError(`Wire type ${wire} is not used here`)
  const { value, next } = varint(bytes, start)
  return { start: next, bytes: Number(value) }
}

function varint(bytes: Uint8Array, start: number): { value: bigint; next: number } {
  let value = 0n
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[start + index]
    if (byte === undefined) break
    value |= BigInt(byte & 0x7f) << BigInt(7 * index)
    if (byte < 0x80) return { value, next: start + index + 1 }
  }
  throw new RangeError('A varint has no end')
}

/** Length-delimited values of one field number. */
export function* messages(bytes: Uint8Array, number: number): Generator<Uint8Array> {
  for (const field of fields(bytes)) {
    if (field.number === number && field.value instanceof Uint8Array) yield field.value
  }
}

/** The first text of a field number, or ''. */
export function text(bytes: Uint8Array, number: number): string {
  for (const value of messages(bytes, number)) return Buffer.from(value).toString('utf8')
  return ''
}

/** The first varint of a field number, or null. */
export function integer(bytes: Uint8Array, number: number): bigint | null {
  for (const field of fields(bytes)) {
    if (field.number === number && typeof field.value === 'bigint') return field.value
  }
  return null
}
