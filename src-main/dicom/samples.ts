import type { Coded } from './codecs/coded.ts'
import type { Layout } from './layout.ts'

/** Samples of a frame in their own type: integers of up to 32 bits, or floating point. */
export type Values = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array

/**
 * Masks away the bits beside those that mean something (old files hide overlays there) and extends the sign
 * (PS3.5, 8.1.1).
 */
export function significant({ values, bits, shift }: Coded, { signed }: Layout): Values {
  if (values instanceof Float32Array || values instanceof Float64Array) return values
  const width = values.BYTES_PER_ELEMENT * 8
  if (bits === width) return signed ? asSigned(values) : values
  // Most files keep those bits at zero: nothing is to be done where none of them is set.
  if (!signed && shift === 0 && used(values) >>> bits === 0) return values
  // Moved to the top first, so that what lies above the highest bit falls out, then down again with or without the sign.
  const move = { up: 32 - bits - shift, down: 32 - bits }
  return signed ? signedBits(asSigned(values.slice()), move) : plainBits(values.slice(), move)
}

interface Move {
  readonly up: number
  readonly down: number
}

function signedBits<Cells extends Int8Array | Int16Array | Int32Array>(values: Cells, { up, down }: Move): Cells {
  for (let index = 0; index < values.length; index += 1) values[index] = ((values[index] ?? 0) << up) >> down
  return values
}

function plainBits<Cells extends Uint8Array | Uint16Array | Uint32Array>(values: Cells, { up, down }: Move): Cells {
  for (let index = 0; index < values.length; index += 1) values[index] = ((values[index] ?? 0) << up) >>> down
  return values
}

/** Every bit that is set in any of them. */
function used(values: Uint8Array | Uint16Array | Uint32Array): number {
  let bits = 0
  for (let index = 0; index < values.length; index += 1) bits |= values[index] ?? 0
  return bits
}

function asSigned(values: Uint8Array | Uint16Array | Uint32Array): Int8Array | Int16Array | Int32Array {
  const { buffer, byteOffset, length } = values
  if (values instanceof Uint8Array) return new Int8Array(buffer, byteOffset, length)
  return values instanceof Uint16Array ? new Int16Array(buffer, byteOffset, length) : new Int32Array(buffer, byteOffset, length)
}

/** Three planes one after the other, as pixels. [3 * pixels] -> [pixels * 3]. */
export function interleaved(planes: Values, pixels: number): Values {
  const out = planes.slice()
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    out[pixel * 3] = planes[pixel] ?? 0
    out[pixel * 3 + 1] = planes[pixels + pixel] ?? 0
    out[pixel * 3 + 2] = planes[2 * pixels + pixel] ?? 0
  }
  return out
}

/** Lowest and highest finite value; [0, 0] where there is none. `skip` leaves values out. */
export function extent(values: ArrayLike<number>, skip: (value: number) => boolean = () => false): readonly [minimum: number, maximum: number] {
  let minimum = Number.POSITIVE_INFINITY
  let maximum = Number.NEGATIVE_INFINITY
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? 0
    if (!Number.isFinite(value) || skip(value)) continue
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  return minimum > maximum ? [0, 0] : [minimum, maximum]
}
