import { createHash } from 'node:crypto'
import type { DataSet } from 'dicom-parser'
import { AppError } from '../../../src-shared/errors.ts'
import { type DicomFile, parseFile } from '../dataSet.ts'
import { pixelTags, readLayout } from '../layout.ts'
import { textOf } from '../text.ts'
import { writeObject, written, type Written } from '../write.ts'
import { cleaned } from './clean.ts'
import { deidentificationFacts } from './facts.ts'
import { hiddenIn } from './hidden.ts'
import { pseudonyms } from './pseudonyms.ts'
import type { Option } from './table.ts'

export interface Order {
  /** 32 bytes; files under one key have the same new UIDs and pseudonyms for the same old ones. */
  readonly key: Uint8Array
  readonly chosen: ReadonlySet<Option>
  /** A person has looked at the pixels of this file. */
  readonly pixelsChecked: boolean
}

export interface Deidentified {
  readonly bytes: Uint8Array
  readonly transferSyntax: string
  readonly sopInstanceUid: { readonly from: string; readonly to: string }
  readonly burnedInAnnotation: 'YES' | 'NO' | 'absent'
  /** `pixelsNeedALook`: the file does not say that nothing is burned into its picture. */
  readonly warnings: readonly 'pixelsNeedALook'[]
}

const SOP_INSTANCE = 0x0008_0018

/**
 * A new file without what identifies: PS3.15 annex E, basic profile and the options chosen, pixel data byte for byte in the
 * transfer syntax of the file; read back before it is handed out. Throws AppError `dicom.unreadable`, `dicom.unsupported`,
 * `dicom.noPixels`, `image.tooLarge`, `deidentify.hiddenData`, or `deidentify.pixelsUnchecked` where a person must look at
 * the pixels and none has.
 */
export function deidentify(bytes: Uint8Array, { key, chosen, pixelsChecked }: Order): Deidentified {
  const file = parseFile(bytes)
  const { dataSet, syntax } = file
  checkHidden(file)
  const burnedInAnnotation = burnedIn(dataSet)
  const isClean = burnedInAnnotation === 'NO'
  if (!isClean && !pixelsChecked) throw new AppError('deidentify.pixelsUnchecked', { burnedInAnnotation })
  const names = pseudonyms(key)
  const from = textOf(dataSet, 'x00080018') || createHash('sha256').update(bytes).digest('hex')
  const to = chosen.has('uids') && /^[0-9.]{1,64}$/u.test(from) ? from : names.uid(from)
  const patientId = textOf(dataSet, 'x00100020') || textOf(dataSet, 'x0020000d')
  const own = [written(SOP_INSTANCE, 'UI', to), ...deidentificationFacts(chosen)]
  const ownTags = new Set(own.map(({ tag }) => tag))
  const left = cleaned(dataSet, { chosen, names, patientId }).filter(({ tag }) => !ownTags.has(tag))
  const out = writeObject([...left, ...own], { sopClass: classOf(left), sopInstance: to, syntax })
  checkReadBack(dataSet, out)
  return { bytes: out, transferSyntax: syntax.uid, sopInstanceUid: { from, to }, burnedInAnnotation, warnings: isClean ? [] : ['pixelsNeedALook'] }
}

function checkHidden(file: DicomFile): void {
  const layout = readValues(() => readLayout(file.dataSet))
  const { elements } = file.dataSet
  const element = elements[pixelTags.integer] ?? elements[pixelTags.float] ?? elements[pixelTags.double]
  if (element === undefined) throw new AppError('dicom.noPixels')
  const hidden = hiddenIn(file, layout, element)
  if (hidden !== null) throw new AppError('deidentify.hiddenData', { reason: hidden })
}

/** The parser's value readers throw plain texts where a value is shorter than its type. */
function readValues<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('dicom.unreadable', { reason: 'values' }, { cause: error })
  }
}

function burnedIn(dataSet: DataSet): Deidentified['burnedInAnnotation'] {
  const said = textOf(dataSet, 'x00280301')
  return said === 'NO' ? 'NO' : said === 'YES' ? 'YES' : 'absent'
}

/** As it stands in the copy; null where the file does not say what it is. */
function classOf(left: readonly Written[]): string | null {
  const value = left.find(({ tag }) => tag === 0x0008_0016)?.value
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1').replace(/[\0 ]+$/u, '') : null
}

/** What was written is a DICOM file with the very pixel data of the old one. */
function checkReadBack(before: DataSet, out: Uint8Array): void {
  const after = parseFile(out).dataSet
  const isSame = Object.values(pixelTags).every((tag) => Buffer.compare(contentOf(before, tag), contentOf(after, tag)) === 0)
  if (!isSame) throw new AppError('internal')
}

function contentOf(dataSet: DataSet, tag: string): Buffer {
  const element = dataSet.elements[tag]
  if (element === undefined) return Buffer.alloc(0)
  const of = ({ position, length }: { readonly position: number; readonly length: number }): Uint8Array => dataSet.byteArray.subarray(position, position + length)
  // An odd length is made even by a zero, as the standard asks.
  const even = element.length + (element.length % 2)
  return element.encapsulatedPixelData === true ? Buffer.concat((element.fragments ?? []).map(of)) : Buffer.concat([of({ position: element.dataOffset, length: element.length }), Buffer.alloc(even - element.length)])
}
