import { join } from 'node:path'
import { assert, jsonValue, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { openDatabase, type OpenDatabase } from '../store/database.ts'
import { appendAudit, readHead } from './append.ts'
import { canonicalJson, canonicalSha256 } from './canonical.ts'
import { compareAnchor, verifyAudit } from './verify.ts'

describe('canonical JSON', () => {
  test('is one text for one value, however its members were put in', () => {
    expect(canonicalJson({ b: [1, 'é', null], a: { d: true, c: undefined } })).toBe('{"a":{"d":true},"b":[1,"é",null]}')
    expect(canonicalSha256({ a: 1, b: 2 })).toBe(canonicalSha256({ b: 2, a: 1 }))
  })

  test('reads back as the value', () => {
    assert(property(jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }))
  })

  test('refuses what has no text', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(RangeError)
  })
})

const rows = 12

/** A chain of twelve rows; later rows carry an earlier time, as after a clock was set back. */
function chain(): OpenDatabase {
  const database = openDatabase(join(temporaryFolder(), 'store.db'), Buffer.alloc(32, 1), true)
  for (let index = 0; index < rows; index += 1) {
    database.write((db) =>
      appendAudit(
        db,
        { event: 'read.save', outcome: 'done', userId: 'u', role: 'owner', object: `o${index}`, beforeSha256: null, afterSha256: null, detail: { index } },
        { at: new Date(Date.UTC(2031, 0, rows - index)).toISOString(), workstation: 'w' },
      ),
    )
  }
  return database
}

const anchored = (database: OpenDatabase) => ({ format: 1 as const, ...readHead(database.reader), intact: true })

describe('the audit chain', () => {
  test('is whole as written, whatever the clock did', () => {
    const database = chain()
    expect(verifyAudit(database.reader, anchored(database))).toEqual({ checked: rows, bad: 0, headMatches: true })
  })

  test('shows an edit of any column of any row', () => {
    const database = chain()
    const anchor = anchored(database)
    const columns = ['at', 'event', 'user_id', 'role', 'workstation', 'object', 'before_sha256', 'after_sha256', 'detail', 'previous_sha256', 'sha256']
    for (let sequence = 1; sequence <= rows; sequence += 1) {
      for (const column of columns) {
        const before = database.reader.prepare(`SELECT ${column} FROM audit WHERE sequence = ?`).pluck().get(sequence)
        const set = (value: unknown) =>
          database.write((db) => db.prepare(`UPDATE audit SET ${column} = ? WHERE sequence = ?`).run(value, sequence))
        set(column === 'detail' ? '{"index":99}' : 'changed')
        const { bad, headMatches } = verifyAudit(database.reader, anchor)
        expect(bad > 0 || !headMatches, `${column} of row ${sequence}`).toBe(true)
        set(before)
      }
    }
    expect(verifyAudit(database.reader, anchor).bad).toBe(0)
  })

  test('shows a deleted row, first to last but one', () => {
    for (let sequence = 1; sequence < rows; sequence += 1) {
      const database = chain()
      const anchor = anchored(database)
      database.write((db) => db.prepare('DELETE FROM audit WHERE sequence = ?').run(sequence))
      expect(verifyAudit(database.reader, anchor).bad).toBeGreaterThan(0)
      database.close()
    }
  })

  test('shows a cut-off end only beside its anchor', () => {
    const database = chain()
    const anchor = anchored(database)
    database.write((db) => db.prepare('DELETE FROM audit WHERE sequence > ?').run(rows - 2))
    expect(verifyAudit(database.reader, anchor)).toEqual({ checked: rows - 2, bad: 0, headMatches: false })
    expect(compareAnchor(database.reader, anchor)).toBe('rowsLost')
  })

  test('shows two rows that changed places, and one pushed in between', () => {
    const database = chain()
    const anchor = anchored(database)
    const move = (from: number, to: number) =>
      database.write((db) => db.prepare('UPDATE audit SET sequence = ? WHERE sequence = ?').run(to, from))
    move(4, 100)
    move(5, 4)
    move(100, 5)
    expect(verifyAudit(database.reader, anchor).bad).toBeGreaterThan(0)
    move(4, 100)
    move(5, 4)
    move(100, 5)
    expect(verifyAudit(database.reader, anchor).bad).toBe(0)
  })

  test('a new chain that is whole in itself still misses the anchor', () => {
    const [ours, theirs] = [chain(), openDatabase(join(temporaryFolder(), 'store.db'), Buffer.alloc(32, 1), true)]
    for (let index = 0; index < rows; index += 1) {
      theirs.write((db) =>
        appendAudit(
          db,
          { event: 'forged', outcome: 'done', userId: 'u', role: 'owner', object: null, beforeSha256: null, afterSha256: null, detail: {} },
          { at: '2031-01-01T00:00:00.000Z', workstation: 'w' },
        ),
      )
    }
    expect(verifyAudit(theirs.reader, anchored(ours))).toEqual({ checked: rows, bad: 0, headMatches: false })
    expect(compareAnchor(theirs.reader, anchored(ours))).toBe('broken')
    expect(compareAnchor(theirs.reader, null)).toBe('broken')
  })
})
