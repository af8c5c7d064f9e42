import { describe, expect, it } from 'vitest'
import { ownWording } from '../../src-shared/ccmq.ts'
import { csvText } from '../../src-shared/csv.ts'
import { AppError } from '../../src-shared/errors.ts'
import { readWording } from './readWording.ts'

const rows = Object.entries(ownWording.items).map(([key, text]) => [key, text['zh-CN'], text.en])
const csv = (changed: readonly (readonly string[])[] = rows, header = ['key', 'zh-CN', 'en']): string => csvText([header, ...changed])
const json = JSON.stringify(ownWording.items)

/** What the refusal says; the words themselves where there was none. */
function refusal(text: string): unknown {
  try {
    return readWording(text, 'x')
  } catch (error) {
    return error instanceof AppError ? [error.code, error.detail] : error
  }
}

describe('words from a file', () => {
  it('are read from CSV and JSON alike, with or without a mark of byte order', () => {
    const { items, languages, period, scale } = readWording(csv(), 'x')
    expect(items).toEqual(ownWording.items)
    expect([languages, period, scale]).toEqual([['zh-CN', 'en'], ownWording.period, ownWording.scale])
    expect(readWording(json, 'x')).toEqual(readWording(`\uFEFF${csv()}`, 'x'))
    expect(readWording(`\uFEFF ${json}`, 'x').items).toEqual(ownWording.items)
  })

  it('may bring their own period and scale, and the columns in any order', () => {
    const more = [['period', '近一年', 'the last year'], ...[1, 2, 3, 4, 5].map((score) => [`scale-${score}`, `甲${score}`, `A${score}`]), ...rows]
    const turned = csv(more.map(([key = '', zh = '', en = '']) => [en, key, zh]), ['EN', 'key', 'zh-cn'])
    expect(readWording(turned, 'x')).toMatchObject({ period: { 'zh-CN': '近一年', en: 'the last year' }, scale: { en: ['A1', 'A2', 'A3', 'A4', 'A5'] } })
  })

  it.each([
    ['an empty file', '', { line: 1, key: 'key, zh-CN, en' }],
    ['another table', 'a,b\r\n1,2\r\n', { line: 1, key: 'key, zh-CN, en' }],
    ['a table of headers only', 'key,en\r\n', { key: 'vigour' }],
    ['a missing item', csv(rows.filter(([key]) => key !== 'hives')), { key: 'hives', language: 'zh-CN' }],
    ['half a language', csv(rows.map(([key = '', zh = '', en = '']) => [key, zh, key === 'tired' ? '' : en])), { key: 'tired', language: 'en' }],
    ['an unknown item', csv([...rows, ['thirty-first', 'x', 'x']]), { line: 63, key: 'thirty-first' }],
    ['an item twice', csv([...rows, ['tired', 'x', 'x']]), { line: 63, key: 'tired' }],
    ['half a scale', csv([...rows, ['scale-1', 'x', 'x']]), { key: 'scale', language: 'zh-CN' }],
    ['a text without end', csv(rows.map(([key = '', zh = '']) => [key, zh, key === 'tired' ? 'x'.repeat(401) : 'y'])), { line: 5, key: 'tired' }],
    ['broken JSON', '{"vigour":', { reason: 'JSON' }],
    ['JSON of something else', '{"vigour": 7}', { key: 'vigour' }],
    ['JSON with a stranger', JSON.stringify({ ...ownWording.items, other: { en: 'x' } }), { key: 'other' }],
  ])('%s is refused with its place', (_name, text, detail) => expect(refusal(text)).toEqual(['wording.unreadable', detail]))

  it('a quote without end is refused with its line', () => expect(refusal(`${csv()}"x`)).toMatchObject(['wording.unreadable', {}]))
})
