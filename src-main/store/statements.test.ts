import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { keepStatements } from './statements.ts'

function numbers() {
  const database = new Database(':memory:')
  database.exec('CREATE TABLE numbers (n INTEGER, square INTEGER); INSERT INTO numbers VALUES (1, 1), (2, 4), (3, 9)')
  return { database, prepare: keepStatements(database) }
}
const all = 'SELECT n, square FROM numbers ORDER BY n'

test('rows and first columns of one text do not disturb each other', () => {
  const { prepare } = numbers()
  const rows = prepare(all)
  const first = rows.pluck()
  expect(rows.get()).toEqual({ n: 1, square: 1 })
  expect(first.get()).toBe(1)
  expect(rows.all()).toHaveLength(3)
  expect(prepare(all).get()).toEqual({ n: 1, square: 1 })
  expect(first.all()).toEqual([1, 2, 3])
})

test('a walk may be interrupted by the same question', () => {
  const { prepare } = numbers()
  const seen: unknown[] = []
  for (const n of prepare(all).pluck().iterate()) seen.push([n, prepare(all).pluck().all().length])
  expect(seen).toEqual([[1, 3], [2, 3], [3, 3]])
})

test('a text is compiled once, again after the table has changed, and new texts find room', () => {
  const { database, prepare } = numbers()
  const insert = prepare('INSERT INTO numbers VALUES (?, ?)')
  for (let n = 4; n < 1000; n += 1) insert.run(n, n * n)
  for (let n = 1; n < 1000; n += 1) expect(prepare(`SELECT square FROM numbers WHERE n = ${n}`).pluck().get()).toBe(n * n)
  const wide = prepare('SELECT * FROM numbers WHERE n = 2')
  expect(wide.get()).toEqual({ n: 2, square: 4 })
  database.exec('ALTER TABLE numbers ADD COLUMN cube INTEGER')
  expect(wide.get()).toEqual({ n: 2, square: 4, cube: null })
})

test('a wrong text fails where it is used', () => {
  expect(() => numbers().prepare('SELECT n FROM nowhere').get()).toThrow('nowhere')
})
