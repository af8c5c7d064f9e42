import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const rows = readFileSync(path.join(root, 'docs/expert-checks.md'), 'utf8').split('\n').filter((line) => /^\| \d/u.test(line))

it('eighteen checks are listed, in order', () => {
  expect(rows.map((row) => Number(row.split('|')[1]))).toEqual(Array.from({ length: 18 }, (_, index) => index + 1))
})

it.each(rows)('%s', (row) => {
  const named = [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`(?: › "([^"]+)")?/gu)]
  expect(named.length).toBeGreaterThan(0)
  for (const [, file = '', name = ''] of named) {
    expect(existsSync(path.join(root, file)), file).toBe(true)
    expect(readFileSync(path.join(root, file), 'utf8')).toContain(name)
  }
})
