import { expect, test } from 'vitest'
import { tasks } from './case.ts'
import { languages } from './label.ts'
import { phrasesOf, withPhrase } from './phrases.ts'

test.each(tasks)('%s has phrases, each a whole sentence in both languages with the same number of blanks', (task) => {
  expect(phrasesOf[task].length).toBeGreaterThan(3)
  for (const phrase of phrasesOf[task]) {
    for (const language of languages) expect(phrase[language]).toMatch(/[.。]$/u)
    const blanks = languages.map((language) => phrase[language].split('…').length)
    expect(new Set(blanks).size, phrase.en).toBe(1)
  }
})

test('a phrase goes below what is there and never over it', () => {
  expect(withPhrase('', 'A.')).toBe('A.')
  expect(withPhrase('Seen.  \n', 'A.')).toBe('Seen.\nA.')
})
