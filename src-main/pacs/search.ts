import * as v from 'valibot'
import type { PacsQuery, PacsStudy } from '../../src-shared/contract/pacs.ts'
import { AppError } from '../../src-shared/errors.ts'
import { isUid } from '../dicom/identity.ts'
import { bytesOf, type PacsConnection } from './connection.ts'
import { requireSuccess } from './failures.ts'

/** Studies on one page of a search. */
export const pageStudies = 50
/** Instances asked for at a time. */
const pageInstances = 500

/** PS3.18 F.2: an object per match, an attribute per tag. */
const dicomJson = v.array(v.record(v.string(), v.looseObject({ Value: v.optional(v.array(v.unknown())) })))
type Match = v.InferOutput<typeof dicomJson>[number]

export interface FoundStudies {
  readonly studies: readonly PacsStudy[]
  /** true: there is at least one more behind these. */
  readonly more: boolean
}

/** Studies that match, a page of them (QIDO-RS, PS3.18 10.6). Throws AppError `pacs.*`. */
export async function findStudies(connection: PacsConnection, query: PacsQuery): Promise<FoundStudies> {
  const terms = new URLSearchParams()
  const term = (name: string, value: string): void => void (value !== '' && terms.set(name, value))
  term('PatientID', query.patientId)
  term('PatientName', partOfName(query.patientName))
  term('AccessionNumber', query.accession)
  term('ModalitiesInStudy', query.modality)
  term('StudyDate', dateRange(query.from, query.to))
  for (const field of ['00081030', '00080061', '00201208']) terms.append('includefield', field)
  terms.set('limit', String(pageStudies + 1))
  terms.set('offset', String(query.offset))
  const { matches, isCut } = await search(connection, `studies?${terms}`)
  return { studies: matches.slice(0, pageStudies).map(studyOf), more: isCut || matches.length > pageStudies }
}

/** Anything may stand around and between the words: "Wang Li" finds Wang^Li, and some servers match no "^" beside a wildcard. */
export function partOfName(typed: string): string {
  const words = typed.split(/[\s^=*]+/u).filter((word) => word !== '')
  return words.length === 0 ? '' : `*${words.join('*')}*`
}

/** DICOM's ranges of dates: 20310101-20311231, open at either side; '' for any. */
export function dateRange(from: string, to: string): string {
  const [first, last] = [from.replaceAll('-', ''), to.replaceAll('-', '')]
  if (first === last) return first
  return `${first}-${last}`
}

/** Studies that are listed in one request. */
export const studiesAtOnce = 50

export interface ListedInstance {
  readonly sopUid: string
  readonly seriesUid: string
}

/** The instances of a study, as the PACS lists them. Throws AppError `pacs.*`. */
export async function listInstances(connection: PacsConnection, studyUid: string, signal?: AbortSignal): Promise<readonly ListedInstance[]> {
  const { studyFiles } = connection.limits
  const found = new Map<string, ListedInstance>()
  for (let offset = 0; ; ) {
    const { matches, isCut } = await search(connection, `studies/${studyUid}/instances?limit=${pageInstances}&offset=${offset}`, signal)
    const before = found.size
    for (const match of matches) {
      const listed = { sopUid: uidOf(match, '00080018'), seriesUid: uidOf(match, '0020000E') }
      found.set(listed.sopUid, listed)
    }
    if (found.size > studyFiles) throw new AppError('pacs.tooMuch', { files: studyFiles })
    // A server that does not know pages answers the same again.
    if ((matches.length < pageInstances && !isCut) || found.size === before) return [...found.values()]
    offset += matches.length
  }
}

/**
 * The instances of several studies by one search (UID list matching, PS3.18 8.3.4.1): study -> its instances. What a PACS does not
 * answer that way is not in it, and may be asked for by itself. Throws AppError `pacs.*`.
 */
export async function listStudies(connection: PacsConnection, studyUids: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, readonly ListedInstance[]>> {
  const wanted = new Set(studyUids)
  const found = new Map<string, Map<string, ListedInstance>>()
  for (let offset = 0, seen = 0; ; ) {
    const { matches, isCut } = await search(connection, `instances?StudyInstanceUID=${studyUids.join(',')}&includefield=0020000D&limit=${pageInstances}&offset=${offset}`, signal)
    for (const match of matches) {
      const studyUid = uidOf(match, '0020000D')
      const listed = { sopUid: uidOf(match, '00080018'), seriesUid: uidOf(match, '0020000E') }
      if (wanted.has(studyUid)) found.set(studyUid, (found.get(studyUid) ?? new Map<string, ListedInstance>()).set(listed.sopUid, listed))
    }
    const all = [...found.values()].reduce((sum, { size }) => sum + size, 0)
    if (all > connection.limits.studyFiles) throw new AppError('pacs.tooMuch', { files: connection.limits.studyFiles })
    // A server that does not know pages answers the same again.
    if ((matches.length < pageInstances && !isCut) || all === seen) break
    seen = all
    offset += matches.length
  }
  return new Map([...found].map(([studyUid, instances]) => [studyUid, [...instances.values()]]))
}

interface Page {
  readonly matches: readonly Match[]
  /** The server answers fewer than it was asked for, and says that there are more (PS3.18 8.3.4.4). */
  readonly isCut: boolean
}

async function search(connection: PacsConnection, path: string, signal?: AbortSignal): Promise<Page> {
  const answer = await connection.ask({ path, accept: 'application/dicom+json', maximumBytes: connection.limits.answerBytes, ...(signal && { signal }) })
  const bytes = await bytesOf(answer)
  // Nothing found: with no content, or with an empty list.
  if (answer.status === 204) return { matches: [], isCut: false }
  requireSuccess(answer.status)
  if (!/^application\/(?:dicom\+)?json\s*(?:;|$)/iu.test(answer.contentType)) throw new AppError('pacs.notDicomweb', { reason: 'type' })
  try {
    return { matches: v.parse(dicomJson, JSON.parse(bytes.toString('utf8'))), isCut: /additional results/iu.test(answer.warning) }
  } catch (cause) {
    throw new AppError('pacs.notDicomweb', { reason: 'json' }, { cause })
  }
}

function studyOf(match: Match): PacsStudy {
  const images = Number(first(match, '00201208'))
  return {
    studyUid: uidOf(match, '0020000D'),
    patientId: textIn(match, '00100020'),
    patientName: textIn(match, '00100010'),
    date: dateOf(textIn(match, '00080020')),
    accession: textIn(match, '00080050'),
    description: textIn(match, '00081030'),
    modalities: (match['00080061']?.Value ?? []).slice(0, 20).map((each) => String(each).slice(0, 16)),
    images: Number.isSafeInteger(images) && images > 0 ? images : null,
  }
}

const first = (match: Match, tag: string): unknown => match[tag]?.Value?.[0]

/** A text, or a person's name in its first form that is there: ideographic before alphabetic. */
function textIn(match: Match, tag: string): string {
  const value = first(match, tag)
  const { Ideographic, Alphabetic } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  const text = Ideographic ?? Alphabetic ?? value
  return typeof text === 'string' || typeof text === 'number' ? String(text).trim().slice(0, 200) : ''
}

const dateOf = (text: string): string | null => /^(\d{4})(\d{2})(\d{2})$/u.exec(text)?.slice(1).join('-') ?? null

function uidOf(match: Match, tag: string): string {
  const text = textIn(match, tag)
  if (!isUid(text)) throw new AppError('pacs.badAnswer', { reason: 'uid' })
  return text
}
