import type { DataSet } from 'dicom-parser'

/** How the bytes of one character set are read (PS3.3 C.12.1.1.2): a decoder's label, and whether its bytes come with the upper bit cleared. */
interface CharacterSet {
  readonly label: string
  readonly sevenBit?: boolean
  /** JIS X 0212 is a third plane of EUC-JP, opened by this byte. */
  readonly prefix?: number
}

const ascii: CharacterSet = { label: 'latin1' }

/** Defined terms, without the prefixes "ISO_IR " and "ISO 2022 IR ". */
const characterSets: Readonly<Record<string, CharacterSet>> = {
  '': ascii,
  '6': ascii,
  '100': ascii,
  '101': { label: 'iso-8859-2' },
  '109': { label: 'iso-8859-3' },
  '110': { label: 'iso-8859-4' },
  '144': { label: 'iso-8859-5' },
  '127': { label: 'iso-8859-6' },
  '126': { label: 'iso-8859-7' },
  '138': { label: 'iso-8859-8' },
  '148': { label: 'iso-8859-9' },
  '203': { label: 'iso-8859-15' },
  '13': { label: 'shift_jis' },
  '166': { label: 'windows-874' },
  '192': { label: 'utf-8' },
  '149': { label: 'euc-kr' },
  '58': { label: 'gb18030' },
  GB18030: { label: 'gb18030' },
  GBK: { label: 'gbk' },
}

/** Escape sequences of ISO 2022 (PS3.3 tables C.12-3 and C.12-4), after the escape. */
const escapes: Readonly<Record<string, CharacterSet>> = {
  '(B': ascii,
  '-A': ascii,
  '-B': { label: 'iso-8859-2' },
  '-C': { label: 'iso-8859-3' },
  '-D': { label: 'iso-8859-4' },
  '-L': { label: 'iso-8859-5' },
  '-G': { label: 'iso-8859-6' },
  '-F': { label: 'iso-8859-7' },
  '-H': { label: 'iso-8859-8' },
  '-M': { label: 'iso-8859-9' },
  '-b': { label: 'iso-8859-15' },
  '-T': { label: 'windows-874' },
  ')I': { label: 'shift_jis' },
  '(J': { label: 'shift_jis' },
  '$B': { label: 'euc-jp', sevenBit: true },
  '$(D': { label: 'euc-jp', sevenBit: true, prefix: 0x8f },
  '$)C': { label: 'euc-kr' },
  '$)A': { label: 'gb18030' },
}

const ESCAPE = 0x1b

/** A text of the data set in its specific character sets, without padding; '' where there is none. Unknown sets are read as Latin 1. */
export function textOf(dataSet: DataSet, tag: string): string {
  const element = dataSet.elements[tag]
  if (element === undefined) return ''
  const bytes = dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)
  return decodeText(bytes, (dataSet.string('x00080005') ?? '').split('\\')).replaceAll(/^[\s\0]+|[\s\0]+$/gu, '')
}

/** One value of a text of ASCII characters, without padding; '' where there are fewer. The parser's own reader throws there. */
export const partOf = (dataSet: DataSet, tag: string, index: number): string => (dataSet.string(tag) ?? '').split('\\')[index]?.trim() ?? ''

/** Bytes in specific character sets, as (0008,0005) names them: the first holds from the start, escapes call the others. */
export function decodeText(bytes: Uint8Array, named: readonly string[]): string {
  const [first = ''] = named.map((name) => name.trim().replace(/^ISO(?:_IR| 2022 IR) /u, ''))
  const start = characterSets[first] ?? ascii
  // A multi-byte set without code extensions may hold any byte, the escape too.
  if (!bytes.includes(ESCAPE) || ['192', 'GB18030', 'GBK'].includes(first)) return decodePart(bytes, start)
  let text = ''
  let current = start
  let from = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === ESCAPE) {
      const called = escapeAt(bytes, at)
      text += decodePart(bytes.subarray(from, at), current)
      current = called?.set ?? current
      from = at + 1 + (called?.length ?? 0)
      at = from - 1
    } else if (isDelimiter(byte, current)) {
      text += decodePart(bytes.subarray(from, at), current)
      current = start
      from = at
    }
  }
  return text + decodePart(bytes.subarray(from), current)
}

function escapeAt(bytes: Uint8Array, at: number): { readonly set: CharacterSet; readonly length: number } | null {
  for (const length of [2, 3]) {
    const set = escapes[String.fromCharCode(...bytes.subarray(at + 1, at + 1 + length))]
    if (set !== undefined) return { set, length }
  }
  return null
}

/** After line ends and between the parts of names the first set holds again; within a 7-bit set they are letters. */
const isDelimiter = (byte: number, { sevenBit = false }: CharacterSet): boolean =>
  byte === 0x0a || byte === 0x0c || byte === 0x0d || (!sevenBit && (byte === 0x5e || byte === 0x3d || byte === 0x5c))

function decodePart(bytes: Uint8Array, { label, sevenBit = false, prefix }: CharacterSet): string {
  const decoder = new TextDecoder(label)
  if (!sevenBit) return decoder.decode(bytes)
  const raised: number[] = []
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    if (prefix !== undefined) raised.push(prefix)
    raised.push((bytes[at] ?? 0) | 0x80, (bytes[at + 1] ?? 0) | 0x80)
  }
  return decoder.decode(Uint8Array.from(raised))
}
