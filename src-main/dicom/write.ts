import { deflateRawSync } from 'node:zlib'
import type { TransferSyntax } from './syntaxes.ts'
import { explicitLittle, implicitLittle } from './syntaxes.ts'

/** One data element to be written. Bytes are in the byte order of the file. */
export interface Written {
  readonly tag: number
  readonly vr: string
  readonly value: Uint8Array | { readonly items: readonly (readonly Written[])[] } | { readonly fragments: readonly Uint8Array[] }
}

const longLengths = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const UNDEFINED_LENGTH = 0xffff_ffff
const ITEM = 0xfffe_e000
const SEQUENCE_END = 0xfffe_e0dd
const PREAMBLE_BYTES = 128

interface Form {
  readonly implicit: boolean
  readonly bigEndian: boolean
}

/** Of this program: a UUID of its own. */
export const implementation = { uid: '2.25.142877031964071923517768352187405934087', name: 'CTRANSCNN_WS' } as const

/** A text element of ASCII characters. */
export const written = (tag: number, vr: string, text: string): Written => ({ tag, vr, value: textBytes(text, vr) })

/** Padded to an even length as the representation asks. */
export function textBytes(text: string, vr: string, encoding: 'latin1' | 'utf8' = 'latin1'): Uint8Array {
  const bytes = Buffer.from(text, encoding)
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')])
}

export interface ObjectFacts {
  /** null where a file does not say what it is. */
  readonly sopClass: string | null
  readonly sopInstance: string
  readonly syntax: Pick<TransferSyntax, 'uid'>
}

export interface FileFacts extends ObjectFacts {
  readonly syntax: TransferSyntax
}

/** A file of PS3.10 with a meta header of its own: a preamble of zeros and nothing of any machine but this program's name. */
export const writeObject = (dataSet: readonly Written[], facts: FileFacts): Uint8Array => writeFile(metaOf(facts), dataSet, facts.syntax)

/** Preamble and meta header (PS3.10, 7.1) to stand before a data set that is passed on as it is. */
export const objectHead = (facts: ObjectFacts): Buffer => headOf(metaOf(facts))

const metaOf = ({ sopClass, sopInstance, syntax }: ObjectFacts): readonly Written[] => [
  { tag: 0x0002_0001, vr: 'OB', value: Uint8Array.of(0, 1) },
  ...(sopClass === null ? [] : [written(0x0002_0002, 'UI', sopClass)]),
  written(0x0002_0003, 'UI', sopInstance),
  written(0x0002_0010, 'UI', syntax.uid),
  written(0x0002_0012, 'UI', implementation.uid),
  written(0x0002_0013, 'SH', implementation.name),
]

/**
 * A file of PS3.10: a preamble of zeros, a meta header of the elements given and the data set in the transfer syntax given.
 * Items have defined lengths; encapsulated pixel data keep their fragments as they are.
 */
export function writeFile(meta: readonly Written[], dataSet: readonly Written[], syntax: TransferSyntax): Uint8Array {
  const body = writeDataSet(dataSet, syntax)
  return Buffer.concat([headOf(meta), syntax.deflated ? deflated(body) : body])
}

function headOf(meta: readonly Written[]): Buffer {
  const head = encoded(meta, explicitLittle, false)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  const group = encoded([{ tag: 0x0002_0000, vr: 'UL', value: length }], explicitLittle, false)
  return Buffer.concat([Buffer.alloc(PREAMBLE_BYTES), Buffer.from('DICM'), group, head])
}

/** The elements alone, without preamble and meta header, and not deflated. */
export const writeDataSet = (dataSet: readonly Written[], syntax: TransferSyntax): Buffer => encoded(dataSet, syntax, syntax.uid === implicitLittle.uid)

/** PS3.5 A.5: a stream of odd length is followed by a zero. */
function deflated(body: Uint8Array): Uint8Array {
  const stream = deflateRawSync(body)
  return stream.length % 2 === 0 ? stream : Buffer.concat([stream, Buffer.alloc(1)])
}

const encoded = (elements: readonly Written[], { bigEndian }: Pick<TransferSyntax, 'bigEndian'>, implicit: boolean): Buffer => elementsOf(elements, { bigEndian, implicit })

const elementsOf = (elements: readonly Written[], form: Form): Buffer => Buffer.concat(elements.toSorted((one, other) => one.tag - other.tag).flatMap((element) => parts(element, form)))

function parts({ tag, vr, value }: Written, form: Form): readonly Uint8Array[] {
  if ('items' in value) {
    const items = Buffer.concat(value.items.flatMap((item) => itemParts(elementsOf(item, form), form)))
    return [header(tag, 'SQ', items.length, form), items]
  }
  if ('fragments' in value) {
    return [header(tag, vr, UNDEFINED_LENGTH, form), ...value.fragments.flatMap((fragment) => itemParts(fragment, form)), itemHead(SEQUENCE_END, 0, form)]
  }
  const padding = value.length % 2 === 0 ? [] : [Buffer.alloc(1)]
  return [header(tag, vr, value.length + padding.length, form), value, ...padding]
}

const itemParts = (bytes: Uint8Array, form: Form): readonly Uint8Array[] => [itemHead(ITEM, bytes.length, form), bytes]

function header(tag: number, vr: string, length: number, form: Form): Buffer {
  if (form.implicit) return itemHead(tag, length, form)
  // PS3.5 6.2.2: what is too long for a short length is written as unknown.
  const fits = longLengths.has(vr) || length < 0xffff
  const isLong = longLengths.has(vr) || !fits
  const head = Buffer.alloc(isLong ? 12 : 8)
  writeTag(head, tag, form)
  head.write(fits ? vr : 'UN', 4, 'latin1')
  if (isLong) write32(head, length, 8, form)
  else if (form.bigEndian) head.writeUInt16BE(length, 6)
  else head.writeUInt16LE(length, 6)
  return head
}

function itemHead(tag: number, length: number, form: Form): Buffer {
  const head = Buffer.alloc(8)
  writeTag(head, tag, form)
  write32(head, length, 4, form)
  return head
}

function writeTag(head: Buffer, tag: number, { bigEndian }: Form): void {
  if (bigEndian) {
    head.writeUInt16BE(tag >>> 16, 0)
    head.writeUInt16BE(tag & 0xffff, 2)
  } else {
    head.writeUInt16LE(tag >>> 16, 0)
    head.writeUInt16LE(tag & 0xffff, 2)
  }
}

function write32(head: Buffer, value: number, at: number, { bigEndian }: Form): void {
  if (bigEndian) head.writeUInt32BE(value, at)
  else head.writeUInt32LE(value, at)
}
