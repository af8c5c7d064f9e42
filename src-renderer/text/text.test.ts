import { describe, expect, it } from 'vitest'
import { languages } from '../../src-shared/domain/label.ts'
import { errorCodes } from '../../src-shared/errors.ts'
import { counted } from './en/counted.ts'
import { errorSentence } from './errors.ts'
import { texts } from './text.ts'

/** Every string of a tree of texts, functions called with sample values. */
function stringsOf(part: unknown): readonly string[] {
  if (typeof part === 'string') return [part]
  if (typeof part === 'function') return [String(part('7', '8', '9'))]
  return typeof part === 'object' && part !== null ? Object.values(part).flatMap(stringsOf) : []
}

describe.each(languages)('the words in %s', (language) => {
  it('are none of them empty', () => {
    const strings = stringsOf(texts[language])
    expect(strings.length).toBeGreaterThan(150)
    expect(strings.filter((text) => text.trim() === '')).toEqual([])
  })

  it('say for every failure what happened, what was kept and what to do', () => {
    for (const code of errorCodes) {
      const sentence = errorSentence(code, {}, language)
      expect(sentence, code).toMatch(language === 'en' ? /.+; .+|.+, .+\. .+|.+ and .+\. .+/u : /.+[；，].+。.+。/u)
      expect(sentence, code).not.toMatch(/[{}[\]]/u)
    }
  })
})

describe('a sentence with facts', () => {
  it('shows a fact it has and leaves out the words around one it lacks', () => {
    expect(errorSentence('auth.lockedOut', { seconds: 30 }, 'en')).toContain('Wait 30 seconds and try again')
    expect(errorSentence('auth.lockedOut', {}, 'en')).toContain('Wait and try again')
    expect(errorSentence('import.badTable', { line: 4 }, 'zh-CN')).toContain('（第 4 行）')
  })
})

describe('a count in English', () => {
  it('has its noun in the singular for one alone, however it was written', () => {
    expect(['0', 1, '1', 2, '1,001'].map((count) => counted(count, 'case'))).toEqual(['0 cases', '1 case', '1 case', '2 cases', '1,001 cases'])
    expect(counted(1, 'label is', 'labels are')).toBe('1 label is')
  })
})
