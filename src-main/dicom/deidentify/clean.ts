import type { DataSet, Element } from 'dicom-parser'
import { allowed, cleanedDescription } from './allowed.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { type Action, basicAction, type Option, optionAction, type Row, rowFor } from './table.ts'
import { textBytes, type Written } from '../write.ts'
import { dummyBytes, fitsShape, isText, valuesOf } from './values.ts'

export interface Context {
  readonly chosen: ReadonlySet<Option>
  readonly names: Pseudonyms
  /** Whose days are moved together. */
  readonly patientId: string
}

/** Where a data set lies: pixel data are kept at the top only, codes within a sequence that an option keeps. */
interface Place {
  readonly top: boolean
  readonly kept: boolean
}

interface Found {
  readonly tag: string
  readonly element: Element
  readonly dataSet: DataSet
}

/** Value, meaning and scheme of a code. */
const codeParts: ReadonlyMap<string, string> = new Map([['00080100', 'SH'], ['00080102', 'SH'], ['00080104', 'LO']])
/** Its later values are free; those from the first unknown one on are left out. */
const imageType = '00080008'
const patientTags = new Set(['00100010', '00100020'])
const describing = new Set(['LO', 'LT', 'SH', 'ST', 'UC', 'UT'])
/** Numbers that are no tables of values: so many bytes hold every one of them. */
const MAXIMUM_NUMBER_BYTES = 64

/** What is left of a data set: meta header, group lengths, private and unknown attributes gone, the others by the table. */
export function cleaned(dataSet: DataSet, context: Context, place: Place = { top: true, kept: false }): readonly Written[] {
  return Object.values(dataSet.elements).flatMap((element) => {
    const found = { tag: element.tag.slice(1).toLowerCase(), element, dataSet }
    const one = elementOf(found, context, place)
    return one === null ? [] : [one]
  })
}

function elementOf(found: Found, context: Context, place: Place): Written | null {
  const { tag } = found
  if (tag < '0008') return null
  const row = rowFor(tag)
  if (row !== undefined) return byRow(found, row, context)
  if (!place.top && tag.startsWith('7fe0')) return null
  const code = place.kept ? codeParts.get(tag) : undefined
  return code === undefined ? byAllowance(found, context, place) : kept(found, code)
}

const bytesOf = ({ dataSet, element }: Found): Uint8Array => dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)

const make = ({ tag }: Found, vr: string, value: Written['value']): Written => ({ tag: Number.parseInt(tag, 16), vr, value })

/** The representation an element is taken in; null where the file says one that the dictionary does not know it by. */
function vrOf({ element }: Found, alternatives: string): string | null {
  const names = alternatives.split('/')
  const said = element.vr
  if (said === undefined || said === 'UN') return names[0] ?? null
  return names.includes(said) ? said : null
}

function itemsOf(found: Found, context: Context, isKept: boolean): Written | null {
  const items = found.element.items
  if (items === undefined) return null
  const inside = items.map(({ dataSet }) => (dataSet === undefined ? [] : cleaned(dataSet, context, { top: false, kept: isKept })))
  return make(found, 'SQ', { items: inside })
}

function byRow(found: Found, row: Row, context: Context): Written | null {
  const action = optionAction(row, context.chosen)
  const done = action === 'keep' ? keptByOption(found, row.vr, context) : action === 'clean' ? cleanedByOption(found, row, context) : null
  return done ?? basic(found, row.vr, { action: basicAction(row), context })
}

function basic(found: Found, vr: string, { action, context }: { readonly action: Action; readonly context: Context }): Written | null {
  if (action === 'remove') return null
  if (action === 'newUidsInside') return itemsOf(found, context, false) ?? make(found, vr, { items: [] })
  if (action === 'newUid') return make(found, 'UI', textBytes(valuesOf(bytesOf(found), 'UI').map((uid) => (uid === '' ? '' : context.names.uid(uid))).join('\\'), 'UI'))
  if (vr === 'SQ') return make(found, vr, { items: action === 'dummy' ? [[]] : [] })
  if (patientTags.has(found.tag)) return make(found, vr, textBytes(patientOf(found, context), vr))
  return make(found, vr, action === 'dummy' ? dummyBytes(vr) : new Uint8Array(0))
}

/** A pseudonym under the project's key stands for the patient, so that pictures of one patient can still be kept together. */
function patientOf(found: Found, { names, patientId }: Context): string {
  const own = found.tag === '00100020' ? (valuesOf(bytesOf(found), 'LO')[0] ?? '').trim() : patientId
  return own === '' ? '' : names.patient(own)
}

const keptByOption = (found: Found, vr: string, context: Context): Written | null => (vr === 'SQ' ? itemsOf(found, context, true) : kept(found, vr))

/** As it is, where it is what its representation says. */
function kept(found: Found, alternatives: string): Written | null {
  const vr = vrOf(found, alternatives)
  if (vr === null || vr === 'SQ' || found.element.items !== undefined) return null
  const bytes = bytesOf(found)
  if (isText(vr) && !valuesOf(bytes, vr).every((value) => fitsShape(vr, value))) return null
  return make(found, vr, bytes)
}

function cleanedByOption(found: Found, row: Row, context: Context): Written | null {
  const vr = vrOf(found, row.vr)
  if (vr === null || found.element.items !== undefined) return null
  const values = valuesOf(bytesOf(found), vr)
  if (row.options.get('modifiedDates') === 'C' && context.chosen.has('modifiedDates')) {
    const moved = values.map((value) => movedValue(value, vr, context))
    return moved.includes(null) ? null : make(found, vr, textBytes(moved.join('\\'), vr))
  }
  if (!describing.has(vr)) return null
  const words = cleanedDescription(values.join(' ')).slice(0, vr === 'SH' ? 16 : 64).trim()
  return words === '' ? null : make(found, vr, textBytes(words, vr))
}

function movedValue(value: string, vr: string, { names, patientId }: Context): string | null {
  if (value === '') return ''
  if (!fitsShape(vr, value)) return null
  if (vr === 'TM') return value
  if (vr !== 'DA' && vr !== 'DT') return null
  const day = names.date(value, patientId)
  return day === null ? null : `${day}${value.slice(8)}`
}

function byAllowance(found: Found, context: Context, place: Place): Written | null {
  const allowance = allowed.get(found.tag)
  if (allowance === undefined) return null
  if (allowance.vr === 'SQ') return itemsOf(found, context, place.kept)
  if (found.tag.startsWith('7fe0')) return pixels(found, allowance.vr)
  const { pattern } = allowance
  if (pattern !== null) return matching(found, allowance.vr, pattern)
  const vr = vrOf(found, allowance.vr)
  const isTable = allowance.vr.includes('OW')
  return vr !== null && !isText(vr) && !isTable && found.element.length > MAXIMUM_NUMBER_BYTES ? null : kept(found, allowance.vr)
}

function matching(found: Found, alternatives: string, pattern: RegExp): Written | null {
  const vr = vrOf(found, alternatives)
  if (vr === null || found.element.items !== undefined) return null
  const values = valuesOf(bytesOf(found), vr)
  const stranger = values.findIndex((value) => value !== '' && !pattern.test(value))
  if (stranger === -1) return make(found, vr, textBytes(values.join('\\'), vr))
  return found.tag === imageType && stranger > 0 ? make(found, vr, textBytes(values.slice(0, stranger).join('\\'), vr)) : null
}

/** Never changed: native pixel data as they are, compressed ones with their offset table and fragments. */
function pixels(found: Found, alternatives: string): Written | null {
  const { dataSet, element } = found
  if (element.encapsulatedPixelData !== true) {
    const vr = element.vr ?? (alternatives.includes('OW') ? 'OW' : alternatives)
    return make(found, alternatives.split('/').includes(vr) ? vr : 'OW', bytesOf(found))
  }
  const table = Buffer.alloc((element.basicOffsetTable ?? []).length * 4)
  element.basicOffsetTable?.forEach((start, index) => table.writeUInt32LE(start, index * 4))
  const fragments = (element.fragments ?? []).map(({ position, length }) => dataSet.byteArray.subarray(position, position + length))
  return make(found, 'OB', { fragments: [table, ...fragments] })
}
