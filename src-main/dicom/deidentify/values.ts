import { textBytes } from '../write.ts'

const date = String.raw`\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`

/** What a value of a representation looks like; a kept value that does not is none. */
const shapes: Readonly<Record<string, RegExp>> = {
  AS: /^\d{3}[DWMY]$/u,
  CS: /^[A-Z0-9 _]{0,16}$/u,
  DA: new RegExp(`^${date}$`, 'u'),
  DS: /^ *[+-]?(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)? *$/iu,
  DT: new RegExp(String.raw`^${date}(?:\d{2}){0,3}(?:\.\d{1,6})?(?:[+-]\d{4})?$`, 'u'),
  IS: /^ *[+-]?\d{1,12} *$/u,
  TM: /^\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,6})?)?)?$/u,
  UI: /^[0-9]+(?:\.[0-9]+){1,31}$/u,
}

/** Whether a text may stand where this value representation is. */
export const fitsShape = (vr: string, text: string): boolean => text === '' || (shapes[vr]?.test(text) ?? true)

/** One value for every value representation that says nothing; binary ones are zeros. */
const dummies: Readonly<Record<string, string>> = {
  AE: 'ANONYMIZED',
  AS: '000Y',
  CS: 'ANONYMIZED',
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  LO: 'ANONYMIZED',
  LT: 'ANONYMIZED',
  PN: 'ANONYMIZED',
  SH: 'ANONYMIZED',
  ST: 'ANONYMIZED',
  TM: '000000',
  UC: 'ANONYMIZED',
  UR: 'about:blank',
  UT: 'ANONYMIZED',
}

export const dummyBytes = (vr: string): Uint8Array => (dummies[vr] === undefined ? new Uint8Array(8) : textBytes(dummies[vr], vr))

/** Text of one representation that has one value only, so that a backslash in it parts nothing. */
const singleTexts = new Set(['LT', 'ST', 'UT', 'UR'])

export const isText = (vr: string): boolean => vr in dummies || vr === 'UI'

/** The values of a text as they stand in the file, byte for byte, without padding. */
export function valuesOf(bytes: Uint8Array, vr: string): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1')
  return (singleTexts.has(vr) ? [text] : text.split('\\')).map((value) => value.replace(/[ \0]+$/u, ''))
}
