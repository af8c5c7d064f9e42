import { parse } from 'csv-parse/sync'
import * as v from 'valibot'
import { ownWording } from '../../src-shared/ccmq.ts'
import { ccmqItems, textKeysOf } from '../../src-shared/domain/ccmq.ts'
import { languages, type Language } from '../../src-shared/domain/label.ts'
import { AppError, type ErrorDetail } from '../../src-shared/errors.ts'
import type { WordingBody } from '../store/wordings.ts'

/** Row key -> language -> text: `period`, `scale-1` … `scale-5` and every item. */
type Cells = ReadonlyMap<string, Partial<Record<Language, string>>>

const itemKeys = ccmqItems.flatMap(textKeysOf)
const scaleKeys = [1, 2, 3, 4, 5].map((score) => `scale-${score}`)
const known: ReadonlySet<string> = new Set(['period', ...scaleKeys, ...itemKeys])
const longestText = 400

const fail = (detail: ErrorDetail, cause?: unknown): never => {
  throw new AppError('wording.unreadable', detail, { cause })
}

/**
 * Words for the sixty items, from a CSV with the columns key, zh-CN, en or a JSON of the same rows (`{"vigour": {"zh-CN": "…"}}`).
 * A language is there with all its items or not at all; what a language lacks of period and scale, and a whole language
 * that is not there, is said in the program's own words. Throws AppError `wording.unreadable` with the place.
 */
export function readWording(text: string, name: string): WordingBody {
  const cells = /^\uFEFF?\s*\{/u.test(text) ? cellsOfJson(text) : cellsOfCsv(text)
  const cell = (key: string, language: Language): string | undefined => cells.get(key)?.[language]
  const present = languages.filter((language) => itemKeys.some((key) => cell(key, language) !== undefined))
  if (present.length === 0) fail({ key: itemKeys[0] ?? '' })
  for (const language of present) {
    const missing = itemKeys.find((key) => cell(key, language) === undefined)
    if (missing !== undefined) fail({ key: missing, language })
    const scale = scaleKeys.filter((key) => cell(key, language) !== undefined)
    if (scale.length > 0 && scale.length < 5) fail({ key: 'scale', language })
  }
  const inBoth = <T>(of: (language: Language) => T): Record<Language, T> => ({ 'zh-CN': of('zh-CN'), en: of('en') })
  return {
    name,
    languages: present,
    period: inBoth((language) => cell('period', language) ?? ownWording.period[language]),
    scale: inBoth((language) => scaleKeys.map((key, place) => cell(key, language) ?? ownWording.scale[language][place] ?? '')),
    items: Object.fromEntries(itemKeys.map((key) => [key, inBoth((language) => cell(key, language) ?? ownWording.items[key]?.[language] ?? '')])),
  }
}

const textCell = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(longestText))
const jsonForm = v.record(v.string(), v.strictObject({ 'zh-CN': v.optional(textCell), en: v.optional(textCell) }))

function cellsOfJson(text: string): Cells {
  let raw: unknown
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch (cause) {
    return fail({ reason: 'JSON' }, cause)
  }
  const parsed = v.safeParse(jsonForm, raw)
  if (!parsed.success) return fail({ key: v.getDotPath(parsed.issues[0]) ?? '' })
  const stranger = Object.keys(parsed.output).find((key) => !known.has(key))
  if (stranger !== undefined) return fail({ key: stranger.slice(0, 40) })
  return new Map(Object.entries(parsed.output).map(([key, texts]) => [key, defined(texts)]))
}

const defined = (texts: { readonly 'zh-CN'?: string | undefined; readonly en?: string | undefined }): Partial<Record<Language, string>> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined))

function cellsOfCsv(text: string): Cells {
  const [header = { record: [] }, ...rows] = recordsOf(text)
  const columns = header.record.map((cell) => cell.trim().toLowerCase())
  const keyColumn = columns.indexOf('key')
  const places = languages.map((language) => ({ language, place: columns.indexOf(language.toLowerCase()) })).filter(({ place }) => place >= 0)
  if (keyColumn < 0 || places.length === 0) return fail({ line: 1, key: 'key, zh-CN, en' })
  const cells = new Map<string, Partial<Record<Language, string>>>()
  for (const { record, info } of rows) {
    const key = record[keyColumn] ?? ''
    if (!known.has(key) || cells.has(key)) fail({ line: info.lines, key: key.slice(0, 40) })
    const texts = places.flatMap(({ language, place }) => {
      const cell = record[place] ?? ''
      if (cell.length > longestText) fail({ line: info.lines, key })
      return cell === '' ? [] : [[language, cell] as const]
    })
    cells.set(key, Object.fromEntries(texts))
  }
  return cells
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function recordsOf(text: string): readonly CsvRecord[] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, trim: true, max_record_size: 10_000, info: true, to: known.size + 2 }) as unknown as readonly CsvRecord[]
  } catch (cause) {
    return fail({ line: (cause as { lines?: number }).lines ?? 0 }, cause)
  }
}
