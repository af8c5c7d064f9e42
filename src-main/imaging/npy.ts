import { endianness } from 'node:os'

/** Sample arrays that a NumPy file can hold. */
export type NpyValues = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array

const kinds: readonly (readonly [new (length: number) => NpyValues, string, string])[] = [
  [Uint8Array, '|u1', 'uint8'],
  [Int8Array, '|i1', 'int8'],
  [Uint16Array, 'u2', 'uint16'],
  [Int16Array, 'i2', 'int16'],
  [Uint32Array, 'u4', 'uint32'],
  [Int32Array, 'i4', 'int32'],
  [Float32Array, 'f4', 'float32'],
  [Float64Array, 'f8', 'float64'],
]

/** The element type as NumPy names it. */
export const npyType = (values: NpyValues): string => kinds.find(([type]) => values instanceof type)?.[2] ?? ''

/** A NumPy file, format 1.0, in C order, of values in the machine's byte order. */
export function npyOf(values: NpyValues, shape: readonly number[]): Uint8Array {
  const order = endianness() === 'LE' ? '<' : '>'
  const [, kind = ''] = kinds.find(([type]) => values instanceof type) ?? []
  const dictionary = `{'descr': '${kind.startsWith('|') ? kind : `${order}${kind}`}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`
  // Magic, version and length are ten bytes; the data begin at a multiple of 64.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10
  const head = Buffer.alloc(10 + length, 0x20)
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
  head.writeUInt16LE(length, 8)
  head.write(dictionary, 10, 'latin1')
  head.set([0x0a], 9 + length)
  return Buffer.concat([head, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)])
}
