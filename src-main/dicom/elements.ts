import { textBytes, type Written } from './write.ts'

/** A code of PS3.3 section 8.8: value, scheme, meaning. */
export interface Code {
  readonly value: string
  readonly scheme: string
  readonly meaning: string
}

/** The longest value of a text representation (PS3.5, table 6.2-1). It counts characters; here they are bytes, because many readers count these. */
const longest: Readonly<Record<string, number>> = { AE: 16, CS: 16, DS: 16, IS: 12, LO: 64, LT: 10_240, PN: 64, SH: 16, ST: 1024, UI: 64 }
/** Free text over several lines: a backslash parts nothing there. */
const paragraphs: ReadonlySet<string> = new Set(['LT', 'ST', 'UT'])

/** One text as it may stand in its representation: without control characters, parted by nothing, no longer than allowed. */
export function fitted(text: string, vr: string): string {
  const whole = paragraphs.has(vr)
    ? text.replaceAll(/(?![\r\n])\p{Cc}/gu, ' ').replaceAll(/\r?\n/gu, '\r\n')
    : text.replaceAll(/[\p{Cc}\\]+/gu, ' ').trim()
  return cutToBytes(whole, longest[vr] ?? Infinity)
}

/** As much of a text as fits into so many bytes of UTF-8, in whole characters. */
export function cutToBytes(whole: string, most: number): string {
  if (Buffer.byteLength(whole) <= most) return whole
  let bytes = 0
  const end = Array.from(whole).findIndex((character) => (bytes += Buffer.byteLength(character)) > most)
  return Array.from(whole).slice(0, end).join('')
}

/** Text of another file, in UTF-8 and otherwise as it stands there: it must stay the same name or number. */
export const copied = (tag: number, vr: string, value: string): Written => ({ tag, vr, value: textBytes(value.replaceAll(/\p{Cc}/gu, ' '), vr, 'utf8') })

/** Text in UTF-8 (character set ISO_IR 192), each value fitted to its representation. */
export const text = (tag: number, vr: string, ...values: readonly string[]): Written => ({
  tag,
  vr,
  value: textBytes(values.map((value) => fitted(value, vr)).join('\\'), vr, 'utf8'),
})

/** A person's name of one component: nothing in it may part it (PS3.5 6.2.1). */
export const personName = (tag: number, name: string): Written => text(tag, 'PN', name.replaceAll(/[\^=]/gu, ' '))

/** A number as decimal string, in at most 16 characters. */
export function decimal(value: number): string {
  const plain = String(value)
  if (plain.length <= 16) return plain
  return [10, 9, 8, 7, 6, 5].map((digits) => String(Number(value.toPrecision(digits)))).find(({ length }) => length <= 16) ?? value.toExponential(8)
}

export const unsigned16 = (tag: number, ...values: readonly number[]): Written => ({ tag, vr: 'US', value: packed(values, 2, (view, at, value) => view.setUint16(at, value, true)) })
export const signed16 = (tag: number, ...values: readonly number[]): Written => ({ tag, vr: 'SS', value: packed(values, 2, (view, at, value) => view.setInt16(at, value, true)) })
export const unsigned32 = (tag: number, ...values: readonly number[]): Written => ({ tag, vr: 'UL', value: packed(values, 4, (view, at, value) => view.setUint32(at, value, true)) })
export const signed32 = (tag: number, ...values: readonly number[]): Written => ({ tag, vr: 'SL', value: packed(values, 4, (view, at, value) => view.setInt32(at, value, true)) })
export const float32 = (tag: number, ...values: readonly number[]): Written => ({ tag, vr: 'FL', value: packed(values, 4, (view, at, value) => view.setFloat32(at, value, true)) })
/** A tag as a value: group, then element. */
export const tagValue = (tag: number, named: number): Written => ({ tag, vr: 'AT', value: packed([named >>> 16, named & 0xffff], 2, (view, at, value) => view.setUint16(at, value, true)) })

function packed(values: readonly number[], bytes: number, put: (view: DataView, at: number, value: number) => void): Uint8Array {
  const out = new Uint8Array(values.length * bytes)
  const view = new DataView(out.buffer)
  values.forEach((value, index) => put(view, index * bytes, value))
  return out
}

export const sequence = (tag: number, ...items: readonly (readonly Written[])[]): Written => ({ tag, vr: 'SQ', value: { items } })

/** A code sequence of one item; a value of more than 16 characters stands in its own element (PS3.3 8.1). */
export const codeSequence = (tag: number, { value, scheme, meaning }: Code): Written =>
  sequence(tag, [value.length > 16 ? text(0x0008_0119, 'UC', value) : text(0x0008_0100, 'SH', value), text(0x0008_0102, 'SH', scheme), text(0x0008_0104, 'LO', meaning)])
