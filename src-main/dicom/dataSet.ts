import { constants, inflateRawSync } from 'node:zlib'
import dicomParser, { type DataSet, type Element } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'
import { explicitBig, explicitLittle, implicitLittle, syntaxOf, type TransferSyntax } from './syntaxes.ts'

const MAXIMUM_NESTING = 64
const PREAMBLE_BYTES = 132
/** A deflated data set that grows beyond this is no chest film. */
const MAXIMUM_INFLATED_BYTES = 256 * 1024 * 1024

export interface DicomFile {
  readonly dataSet: DataSet
  readonly syntax: TransferSyntax
  /** false: the file names no transfer syntax, and the first element told it. */
  readonly syntaxNamed: boolean
}

/**
 * Parses a DICOM file, with or without preamble and meta header, inflated where it is deflated, and checks what a parser
 * believes: nesting of at most 64 and lengths that stay inside the file.
 * Throws AppError `dicom.unreadable`, or `dicom.unsupported` naming the transfer syntax.
 */
export function parseFile(bytes: Uint8Array): DicomFile {
  const { uid, body, metaEnd } = located(bytes)
  const syntax = uid === null ? guessSyntax(body) : syntaxOf(uid)
  if (syntax === null) throw new AppError('dicom.unsupported', { transferSyntax: printable(uid ?? '') })
  const dataSet = guarded(() =>
    syntax.deflated
      ? dicomParser.parseDicom(inflated(body.subarray(metaEnd)), { TransferSyntaxUID: explicitLittle.uid })
      : dicomParser.parseDicom(body, { TransferSyntaxUID: syntax.uid }),
  )
  checkElements(dataSet)
  return { dataSet, syntax, syntaxNamed: uid !== null }
}

/**
 * The elements of a file up to and with `lastTag` ("x0020000e"), from its first bytes alone. Nothing behind them is looked at.
 * Throws AppError `dicom.unreadable`, also where `lastTag` does not come within the bytes, or `dicom.unsupported`.
 */
export function parseHead(bytes: Uint8Array, lastTag: string): DataSet {
  const { uid, body, metaEnd } = located(bytes)
  const syntax = uid === null ? guessSyntax(body) : syntaxOf(uid)
  if (syntax === null) throw new AppError('dicom.unsupported', { transferSyntax: printable(uid ?? '') })
  const { deflated } = syntax
  const dataSet = guarded(() =>
    dicomParser.parseDicom(deflated ? inflatedHead(body.subarray(metaEnd)) : body, { TransferSyntaxUID: deflated ? explicitLittle.uid : syntax.uid, untilTag: lastTag }),
  )
  if (dataSet.elements[lastTag] === undefined) throw new AppError('dicom.unreadable', { reason: 'structure' })
  checkElements(dataSet)
  return dataSet
}

/** The data set of a file, as it stands behind its meta header, and how it is written. Throws AppError `dicom.unreadable`. */
export function splitFile(bytes: Uint8Array): { readonly transferSyntax: string; readonly dataSet: Uint8Array } {
  const { uid, body, metaEnd } = located(bytes)
  return { transferSyntax: uid ?? guessSyntax(body).uid, dataSet: body.subarray(metaEnd) }
}

/** As much of a deflated data set as its first bytes give. */
const inflatedHead = (bytes: Uint8Array): Uint8Array =>
  inflateRawSync(bytes, { maxOutputLength: MAXIMUM_INFLATED_BYTES, finishFlush: constants.Z_SYNC_FLUSH })

/** The parser throws plain texts and objects, and RangeErrors where nesting fills the stack. */
function guarded<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('dicom.unreadable', { reason: 'structure' }, { cause: error })
  }
}

/** A deflated data set (RFC 1951, PS3.5 A.5). The parser's own way of inflating begins at a wrong place where the meta header has no length. */
const inflated = (bytes: Uint8Array): Uint8Array => inflateRawSync(bytes, { maxOutputLength: MAXIMUM_INFLATED_BYTES })

/** uid null: the file does not name its transfer syntax. */
interface Located {
  readonly uid: string | null
  readonly body: Uint8Array
  /** Where the meta header ends within the body. */
  readonly metaEnd: number
}

function located(bytes: Uint8Array): Located {
  const hasPreamble = String.fromCharCode(...bytes.subarray(128, PREAMBLE_BYTES)) === 'DICM'
  if (hasPreamble) return fromMeta(bytes)
  if (bytes[0] === 0x02 && bytes[1] === 0) return fromMeta(withPreamble(bytes))
  return { uid: null, body: bytes, metaEnd: 0 }
}

function fromMeta(bytes: Uint8Array): Located {
  const meta = guarded(() => readMeta(bytes)) as DataSet & { readonly position: number }
  const named = meta.string('x00020010')
  if (named !== undefined && named !== '') return { uid: named, body: bytes, metaEnd: meta.position }
  return { uid: null, body: bytes.subarray(meta.position), metaEnd: 0 }
}

/** The parser also reads the element behind the meta header, which the first bytes of a deflated stream can spoil: then only the header is read, as long as it says. */
function readMeta(bytes: Uint8Array): DataSet {
  try {
    return dicomParser.readPart10Header(bytes)
  } catch (error) {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + 12)
    if (head.length < 12 || head.readUInt32LE(0) !== 0x0000_0002) throw error
    return dicomParser.readPart10Header(bytes.subarray(0, PREAMBLE_BYTES + 12 + head.readUInt32LE(8)))
  }
}

function withPreamble(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(PREAMBLE_BYTES + bytes.length)
  whole.set([0x44, 0x49, 0x43, 0x4d], 128)
  whole.set(bytes, PREAMBLE_BYTES)
  return whole
}

/** A data set without a name for its syntax: two capital letters after the tag are a value representation. */
function guessSyntax(body: Uint8Array): TransferSyntax {
  const explicit = /^[A-Z]{2}$/u.test(String.fromCharCode(body[4] ?? 0, body[5] ?? 0))
  if (!explicit) return implicitLittle
  return body[0] === 0 ? explicitBig : explicitLittle
}

/** A syntax comes from the file: only digits and dots of it are shown. */
const printable = (uid: string): string => uid.replaceAll(/[^0-9.]/gu, '').slice(0, 64)

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

/** Executable formats a preamble can pass for (CVE-2019-11687). */
const programs: readonly (readonly [string, readonly (readonly number[])[]])[] = [
  ['MZ', [[0x4d, 0x5a]]],
  ['ELF', [[0x7f, 0x45, 0x4c, 0x46]]],
  ['Mach-O', [[0xfe, 0xed, 0xfa, 0xce], [0xfe, 0xed, 0xfa, 0xcf], [0xce, 0xfa, 0xed, 0xfe], [0xcf, 0xfa, 0xed, 0xfe], [0xca, 0xfe, 0xba, 0xbe]]],
]

/** The program format that the 128 free bytes before a DICOM file begin like, or null. */
export function programInPreamble(bytes: Uint8Array): string | null {
  if (String.fromCharCode(...bytes.subarray(128, PREAMBLE_BYTES)) !== 'DICM') return null
  const found = programs.find(([, magics]) => magics.some((magic) => magic.every((byte, index) => bytes[index] === byte)))
  return found?.[0] ?? null
}
