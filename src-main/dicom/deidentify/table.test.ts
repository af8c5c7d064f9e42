import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { sharedData } from '../../../test/parity/sharedData.ts'
import { allowed } from './allowed.ts'
import { rowFor, rows } from './table.ts'

const standard = path.join(sharedData, 'ps3.15-e1.tsv')
const columns = ['descriptors', 'graphics', 'structuredContent', 'device', 'institution', 'fullDates', 'modifiedDates', 'characteristics', 'safePrivate', 'uids']

const keyOf = (tag: string): string => (tag.startsWith('(GGGG') ? 'odd' : tag.replaceAll(/[(),]/gu, '').toLowerCase())

describe('the table of PS3.15 annex E', () => {
  it('has 621 rows, and each says what the basic profile does', () => {
    expect(rows.size).toBe(621)
    for (const { basic } of rows.values()) expect(basic).toMatch(/^(?:X|Z|D|U|X\/Z|X\/D|Z\/D|X\/Z\/D|X\/Z\/U\*)$/u)
  })

  // The table of the standard lies beside the project on some machines.
  it.skipIf(!existsSync(standard))('holds every row of edition 2025a and no other', () => {
    const [, ...lines] = readFileSync(standard, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(621)
    for (const line of lines) {
      const [tag = '', , basic, ...actions] = line.split('\t').map((cell) => cell.trim())
      const expected = columns.flatMap((column, index) => ((actions[index] ?? '') === '' ? [] : [[column, actions[index]]]))
      const row = rows.get(keyOf(tag))
      expect([tag, row?.basic, ...(row?.options ?? [])]).toEqual([tag, basic, ...expected])
    }
  })

  it('speaks of private, curve and overlay attributes by their patterns', () => {
    expect(rowFor('00091001')).toBe(rows.get('odd'))
    expect(rowFor('50020010')).toBe(rows.get('50xxxxxx'))
    expect(rowFor('601e3000')).toBe(rows.get('60xx3000'))
    expect(rowFor('60004000')).toBe(rows.get('60xx4000'))
    expect(rowFor('60000010')).toBeUndefined()
  })

  it('is never overruled: nothing of it is among the attributes a picture needs, and of those every text has a closed form', () => {
    for (const [tag, { vr, pattern }] of allowed) {
      expect([tag, rowFor(tag)]).toEqual([tag, undefined])
      if (/^(?:AE|CS|LO|LT|PN|SH|ST|UC|UR|UT)$/u.test(vr)) expect(pattern).not.toBeNull()
      expect(vr).not.toMatch(/UN|PN/u)
    }
  })
})
