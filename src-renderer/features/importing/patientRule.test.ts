import { describe, expect, it } from 'vitest'
import { isSystemFile } from './chosenFiles.ts'
import { compilePattern, firstRule, previewPattern, ruleOf, suggestRule } from './patientRule.ts'

const files = (...paths: string[]): { path: string }[] => paths.map((path) => ({ path }))

describe('the patient rule of an import', () => {
  it('suggests folders only where several folders tell patients apart', () => {
    expect(suggestRule(files('a/1.png', 'b/1.png'))).toBe('folder')
    expect(suggestRule(files('all/1.png', 'all/2.png'))).toBe('none')
    expect(suggestRule(files('1.png'))).toBe('none')
    expect(suggestRule([])).toBe('none')
    expect(suggestRule(files('study.ZIP'))).toBe('folder')
    expect(suggestRule(files('a/1.png', 'b/1.png', 'cases.CSV'))).toBe('beside')
    expect(suggestRule(files('1.png', 'one.csv', 'two.csv'))).toBe('none')
    expect(suggestRule(files('CD/dicomdir', 'CD/1/a', 'CD/2/b'))).toBe('none')
  })

  it('shows what an expression takes from each name', () => {
    const pattern = '^(?<patient>[^_]+)_(?<date>\\d{8})?'
    expect(previewPattern(pattern, files('x/P7_20260102_1.png', '舌象_1.jpg', 'plain.png'))).toEqual([
      { name: 'P7_20260102_1.png', patient: 'P7', date: '20260102' },
      { name: '舌象_1.jpg', patient: '舌象', date: null },
      { name: 'plain.png', patient: null, date: null },
    ])
  })

  it('refuses expressions that cannot be read, name no patient or are too long', () => {
    for (const bad of ['', '(', '(\\d+)', '(?<patient>[', `(?<patient>${'a'.repeat(200)})`]) {
      expect(compilePattern(bad)).toBeNull()
      expect(ruleOf({ ...firstRule, kind: 'pattern', pattern: bad })).toBeNull()
      expect(previewPattern(bad, files('a.png'))).toEqual([])
    }
  })

  it('is not ready before what it needs is there', () => {
    expect(ruleOf({ ...firstRule, kind: 'byHand', pseudonym: '  ' })).toBeNull()
    expect(ruleOf({ ...firstRule, kind: 'table' })).toBeNull()
    expect(ruleOf({ ...firstRule, kind: 'byHand', pseudonym: 'P-1' })).toEqual({ kind: 'byHand', pseudonym: 'P-1' })
    expect(ruleOf(firstRule)).toEqual({ kind: 'none' })
  })

  it('knows the files that systems leave behind', () => {
    for (const path of ['a/.DS_Store', 'Thumbs.db', 'x/desktop.ini', 'y/._1.png']) expect(isSystemFile({ path })).toBe(true)
    expect(isSystemFile({ path: '.folder/1.png' })).toBe(false)
  })
})
