import type { DataSet } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'
import { type Lut, look, readDescriptor, readLut } from './lut.ts'
import type { Values } from './samples.ts'

const colours = ['1', '2', '3'] as const
const descriptorOf = (colour: string): string => `x0028110${colour}`

/** Palette indices as the colours they stand for (PS3.3 C.7.6.3.1.5), [n] -> [n * 3], 8 bits. Throws AppError `dicom.unreadable`. */
export function paletteColours(indices: Values, dataSet: DataSet, signed: boolean): Uint8Array {
  const tables = colours.map((colour) => eightBit(tableOf(dataSet, colour, signed)))
  const rgb = new Uint8Array(indices.length * 3)
  for (const [channel, table] of tables.entries()) {
    for (let pixel = 0; pixel < indices.length; pixel += 1) rgb[pixel * 3 + channel] = look(table, indices[pixel] ?? 0)
  }
  return rgb
}

function tableOf(dataSet: DataSet, colour: string, signed: boolean): Lut {
  const plain = `x0028120${colour}`
  if (dataSet.elements[plain] !== undefined) return readLut(dataSet, { descriptor: descriptorOf(colour), data: plain }, signed)
  const { count, first, bits } = readDescriptor(dataSet, descriptorOf(colour), signed)
  return { entries: segments(dataSet, `x0028122${colour}`, { count, bits }), first, bits }
}

/** Entries of 16 bits are shown by their upper eight; some writers say 16 and use eight. */
function eightBit({ entries, first, bits }: Lut): Lut {
  const shift = bits > 8 && entries.some((entry) => entry > 255) ? bits - 8 : 0
  return { entries: entries.map((entry) => entry >> shift), first, bits: 8 }
}

const broken = (): AppError => new AppError('dicom.unreadable', { reason: 'palette' })

/** A segmented palette (C.7.9.2): runs of entries, straight lines between two of them, and copies of what came before. */
function segments(dataSet: DataSet, tag: string, { count, bits }: { readonly count: number; readonly bits: number }): Uint16Array {
  const element = dataSet.elements[tag]
  if (element === undefined) throw broken()
  const isWide = bits > 8
  const length = isWide ? element.length >> 1 : element.length
  const word = (at: number): number => {
    if (at < 0 || at >= length) throw broken()
    return isWide ? (dataSet.uint16(tag, at) ?? 0) : (dataSet.byteArray[element.dataOffset + at] ?? 0)
  }
  const out: Out = { entries: new Uint16Array(count), used: 0, segments: 0 }
  let at = 0
  while (out.used < count) {
    if (word(at) !== INDIRECT) {
      at = direct(word, at, out)
      continue
    }
    // Offsets are in bytes, the lower word first; of 8-bit data a word is two bytes.
    const offset = isWide ? word(at + 2) + word(at + 3) * 65_536 : word(at + 2) + word(at + 3) * 256 + word(at + 4) * 65_536 + word(at + 5) * 16_777_216
    let copied = isWide ? offset >> 1 : offset
    for (let index = 0; index < word(at + 1) && out.used < count; index += 1) copied = direct(word, copied, out)
    at += isWide ? 4 : 6
  }
  return out.entries
}

const DISCRETE = 0
const LINEAR = 1
const INDIRECT = 2

/** Segments beyond these are not needed for 65,536 entries: empty ones repeated without end would never fill a table. */
const MAXIMUM_SEGMENTS = 200_000

interface Out {
  readonly entries: Uint16Array
  used: number
  segments: number
}

/** Writes one run or line; answers where the next segment begins. */
function direct(word: (at: number) => number, at: number, out: Out): number {
  out.segments += 1
  if (out.segments > MAXIMUM_SEGMENTS) throw broken()
  const kind = word(at)
  const length = word(at + 1)
  const put = (value: number): void => {
    if (out.used < out.entries.length) out.entries[out.used++] = value
  }
  if (kind === DISCRETE) {
    for (let index = 0; index < length; index += 1) put(word(at + 2 + index))
    return at + 2 + length
  }
  if (kind !== LINEAR || out.used === 0) throw broken()
  const from = out.entries[out.used - 1] ?? 0
  const to = word(at + 2)
  for (let index = 1; index <= length; index += 1) put(Math.round(from + ((to - from) * index) / length))
  return at + 3
}
