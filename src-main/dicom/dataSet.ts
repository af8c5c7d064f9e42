import dicomParser, { type DataSet, type Element } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'

const MAXIMUM_NESTING = 64
const PREAMBLE_BYTES = 132

/** Transfer syntaxes by what must be done to their pixel data. */
export const encodings = {
  '1.2.840.10008.1.2': 'implicitLittle',
  '1.2.840.10008.1.2.1': 'explicitLittle',
  '1.2.840.10008.1.2.2': 'explicitBig',
  '1.2.840.10008.1.2.4.50': 'jpeg',
  '1.2.840.10008.1.2.4.51': 'jpeg',
  '1.2.840.10008.1.2.4.57': 'jpegLossless',
  '1.2.840.10008.1.2.4.70': 'jpegLossless',
} as const
export type Encoding = (typeof encodings)[keyof typeof encodings]

export interface DicomFile {
  readonly dataSet: DataSet
  readonly encoding: Encoding
}

/**
 * Parses a DICOM file, with or without preamble and meta header, and checks what a parser believes: nesting of at most
 * 64 and lengths that stay inside the file.
 * Throws AppError `dicom.unreadable`, or `dicom.unsupported` naming the transfer syntax.
 */
export function parseFile(bytes: Uint8Array): DicomFile {
  const { syntax, body } = transferSyntax(bytes)
  const encoding = encodings[syntax as keyof typeof encodings]
  if (encoding === undefined) throw new AppError('dicom.unsupported', { transferSyntax: printable(syntax) })
  const dataSet = guarded(() => dicomParser.parseDicom(body, { TransferSyntaxUID: syntax }))
  checkElements(dataSet)
  return { dataSet, encoding }
}

/** The parser throws plain texts and objects, and RangeErrors where nesting fills the stack. */
function guarded<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new AppError('dicom.unreadable', { reason: 'structure' }, { cause: error })
  }
}

function transferSyntax(bytes: Uint8Array): { syntax: string; body: Uint8Array } {
  const hasPreamble = String.fromCharCode(...bytes.subarray(128, PREAMBLE_BYTES)) === 'DICM'
  if (hasPreamble) return fromMeta(bytes)
  if (bytes[0] === 0x02) return fromMeta(withPreamble(bytes))
  return { syntax: guessSyntax(bytes), body: bytes }
}

function fromMeta(bytes: Uint8Array): { syntax: string; body: Uint8Array } {
  const meta = guarded(() => dicomParser.readPart10Header(bytes)) as DataSet & { readonly position: number }
  const named = meta.string('x00020010')
  if (named !== undefined && named !== '') return { syntax: named, body: bytes }
  const body = bytes.subarray(meta.position)
  return { syntax: guessSyntax(body), body }
}

function withPreamble(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(PREAMBLE_BYTES + bytes.length)
  whole.set([0x44, 0x49, 0x43, 0x4d], 128)
  whole.set(bytes, PREAMBLE_BYTES)
  return whole
}

/** A data set without a name for its syntax: two capital letters after the tag are a value representation. */
function guessSyntax(body: Uint8Array): string {
  const explicit = /^[A-Z]{2}$/u.test(String.fromCharCode(body[4] ?? 0, body[5] ?? 0))
  if (!explicit) return '1.2.840.10008.1.2'
  return body[0] === 0 ? '1.2.840.10008.1.2.2' : '1.2.840.10008.1.2.1'
}

/** A syntax comes from the file: only digits and dots of it are shown. */
const printable = (syntax: string): string => syntax.replaceAll(/[^0-9.]/gu, '').slice(0, 64)

function checkElements(root: DataSet): void {
  const open: { dataSet: DataSet; depth: number }[] = [{ dataSet: root, depth: 0 }]
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    const { dataSet, depth } = level
    if (depth > MAXIMUM_NESTING) throw new AppError('dicom.unreadable', { reason: 'nesting' })
    const available = dataSet.byteArray.length
    const elements = Object.values(dataSet.elements)
    const items = elements.flatMap((element) => element.items ?? [])
    for (const part of [...elements, ...items]) checkLength(part, available)
    for (const item of items) if (item.dataSet !== undefined) open.push({ dataSet: item.dataSet, depth: depth + 1 })
  }
}

function checkLength({ dataOffset, length }: Element, available: number): void {
  if (length < 0 || dataOffset + length > available) throw new AppError('dicom.unreadable', { reason: 'length' })
}
