import { inflateSync } from 'node:zlib'

export interface ReadPdf {
  readonly pages: number
  /** Text of each page, runs joined by line feeds. */
  readonly texts: readonly string[]
  /** Names of fonts whose outlines are inside the file. */
  readonly embeddedFonts: readonly string[]
  /** Names of all fonts. */
  readonly fonts: readonly string[]
  readonly jpegs: number
  /** Where lines of text begin, in points from the left and from the foot. */
  readonly places: readonly (readonly [leftPt: number, footPt: number])[]
}

/**
 * Reads back what a report is made of: objects and streams by PDF's own marks, characters through the fonts' ToUnicode
 * tables, the way a viewer's search and copy find them. Knows one font per file and two-byte glyph codes.
 */
export function readPdf(bytes: Uint8Array): ReadPdf {
  const file = Buffer.from(bytes).toString('latin1')
  if (!file.startsWith('%PDF-1.') || !file.trimEnd().endsWith('%%EOF')) throw new Error('not a whole PDF')
  const objects = [...file.matchAll(/(?<=^|\n)\d+ 0 obj\n(?<body>.*?)\nendobj/gsu)].map(({ groups }) => groups?.['body'] ?? '')
  const streams = objects.flatMap((body) => (body.includes('/FlateDecode') ? [inflated(body)] : []))
  const unicode = unicodeOf(streams.find((stream) => stream.includes('beginbfrange')) ?? '')
  const named = (body: string): string => /\/(?:FontName|BaseFont) \/(?<name>\S+)/u.exec(body)?.groups?.['name'] ?? ''
  const pageStreams = streams.filter((stream) => stream.includes(' Tf'))
  return {
    pages: objects.filter((body) => /\/Type \/Page\b(?!s)/u.test(body)).length,
    texts: pageStreams.map((stream) => textOf(stream, unicode)),
    embeddedFonts: objects.filter((body) => body.includes('/FontFile2')).map(named),
    fonts: [...new Set(objects.filter((body) => /\/Type \/Font\b/u.test(body)).map(named))],
    jpegs: objects.filter((body) => body.includes('/DCTDecode')).length,
    places: pageStreams.flatMap((stream) => [...stream.matchAll(/1 0 0 1 (?<left>\S+) (?<foot>\S+) Tm/gu)].map(({ groups }) => [Number(groups?.['left']), Number(groups?.['foot'])] as const)),
  }
}

function inflated(body: string): string {
  const start = body.indexOf('stream\n') + 'stream\n'.length
  return inflateSync(Buffer.from(body.slice(start, body.lastIndexOf('\nendstream')), 'latin1')).toString('latin1')
}

/** Glyph code -> text. */
function unicodeOf(table: string): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const { groups } of table.matchAll(/<(?<first>[0-9a-f]+)> <[0-9a-f]+> \[(?<list>[^\]]*)\]/giu)) {
    const first = Number.parseInt(groups?.['first'] ?? '0', 16)
    const texts = [...(groups?.['list'] ?? '').matchAll(/<(?<hex>[0-9a-f ]*)>/giu)]
    texts.forEach((text, index) => found.set(first + index, utf16(text.groups?.['hex'] ?? '')))
  }
  return found
}

const utf16 = (hex: string): string => Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')

/** Each text operator's glyphs, in the order of drawing. */
const textOf = (stream: string, unicode: ReadonlyMap<number, string>): string =>
  [...stream.matchAll(/\[(?<run>[^\]]*)\] TJ/gu)].map(({ groups }) => runText(groups?.['run'] ?? '', unicode)).join('\n')

function runText(run: string, unicode: ReadonlyMap<number, string>): string {
  const codes = [...run.matchAll(/<(?<hex>[0-9a-f]*)>/giu)].flatMap(({ groups }) => groups?.['hex']?.match(/.{4}/gu) ?? [])
  return codes.map((code) => unicode.get(Number.parseInt(code, 16)) ?? '\uFFFD').join('')
}
