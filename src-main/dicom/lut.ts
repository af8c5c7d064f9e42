import type { DataSet, Element } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'

/** A look-up table (PS3.3 C.11.1.1, C.11.2.1.1, C.7.6.3.1.5): what lies below its first input gets its first entry, what lies above the last its last. */
export interface Lut {
  readonly entries: Uint16Array
  /** The input that the first entry is for. */
  readonly first: number
  /** Bits an entry means. */
  readonly bits: number
}

export interface LutTags {
  readonly descriptor: string
  readonly data: string
}

/** The look-up table of an item. `signed`: inputs may be negative. Throws AppError `dicom.unreadable`. */
export function readLut(item: DataSet, tags: LutTags, signed: boolean): Lut {
  const { count, first, bits } = readDescriptor(item, tags.descriptor, signed)
  const data = item.elements[tags.data]
  if (data === undefined) throw broken()
  return { entries: entriesOf(item, data, { count, bits }), first, bits }
}

/** Number of entries, first input and bits of an entry. */
export function readDescriptor(item: DataSet, tag: string, signed: boolean): { readonly count: number; readonly first: number; readonly bits: number } {
  if ((item.elements[tag]?.length ?? 0) < 6) throw broken()
  const count = item.uint16(tag, 0) ?? 0
  const isSigned = signed || item.elements[tag]?.vr === 'SS'
  const first = (isSigned ? item.int16(tag, 1) : item.uint16(tag, 1)) ?? 0
  const bits = item.uint16(tag, 2) ?? 0
  if (bits < 1 || bits > 16) throw broken()
  // 65,536 does not fit the field and is written as 0.
  return { count: count === 0 ? 65_536 : count, first, bits }
}

/** Entries are words; 8-bit ones may come two to a word. */
function entriesOf(item: DataSet, data: Element, { count, bits }: { readonly count: number; readonly bits: number }): Uint16Array {
  const isWide = data.length >= count * 2
  if (!isWide && (bits > 8 || data.length < count)) throw broken()
  const entries = new Uint16Array(count)
  if (isWide) for (let index = 0; index < count; index += 1) entries[index] = item.uint16(keyOf(data), index) ?? 0
  else entries.set(item.byteArray.subarray(data.dataOffset, data.dataOffset + count))
  return entries
}

const keyOf = (element: Element): string => element.tag

/** One value through a table. */
export function look({ entries, first }: Lut, value: number): number {
  const index = Math.min(entries.length - 1, Math.max(0, Math.round(value) - first))
  return entries[index] ?? 0
}

const broken = (): AppError => new AppError('dicom.unreadable', { reason: 'lut' })
