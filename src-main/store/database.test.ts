import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
import { openDatabase, type ReadDb } from './database.ts'
import { newestSchema } from './migrate.ts'

const key = Buffer.alloc(32, 1)

function made(): string {
  const path = join(temporaryFolder(), 'store.db')
  const database = openDatabase(path, key, true)
  database.write((db) => db.prepare(`INSERT INTO settings VALUES ('kept', 'yes')`).run())
  database.close()
  return path
}

const code = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** The copies of a database nobody could read. */
function quarantined(path: string): readonly Buffer[] {
  const folder = join(path, '..', 'quarantine')
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => readFileSync(join(folder, name, 'store.db')))
}

describe('a database', () => {
  test('waits for the disk, checks references and refuses writes through its reader', () => {
    const database = openDatabase(join(temporaryFolder(), 'store.db'), key, true)
    const settings = database.write((db) =>
      ['journal_mode', 'synchronous', 'foreign_keys'].map((name) => db.prepare(`PRAGMA ${name}`).pluck().get()),
    )
    expect(settings).toEqual(['wal', 2, 1])
    expect(code(() => database.reader.prepare('DELETE FROM settings').run())).toBe('SQLITE_READONLY')
    expect(code(() => database.write((db) => db.prepare(`INSERT INTO marks VALUES ('m', 'no read', 'no image', '{}')`).run())))
      .toBe('SQLITE_CONSTRAINT_FOREIGNKEY')
    database.close()
  })

  test('is encrypted from its first byte to its log', () => {
    const path = join(temporaryFolder(), 'store.db')
    const database = openDatabase(path, key, true)
    database.write((db) => db.prepare(`INSERT INTO settings VALUES ('canary', 'ZhangSanPatient')`).run())
    const bytes = Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)])
    expect(bytes.indexOf('SQLite format 3')).toBe(-1)
    expect(bytes.indexOf('ZhangSan')).toBe(-1)
    expect(bytes.indexOf('CREATE TABLE')).toBe(-1)
    database.close()
  })

  test('undoes everything of work that fails half way', () => {
    const database = openDatabase(join(temporaryFolder(), 'store.db'), key, true)
    const work = () =>
      database.write((db) => {
        db.prepare(`INSERT INTO settings VALUES ('half', 'done')`).run()
        throw new Error('stop')
      })
    expect(work).toThrow('stop')
    expect(database.reader.prepare(`SELECT count(*) FROM settings WHERE key = 'half'`).pluck().get()).toBe(0)
    database.close()
  })

  test('lets the reader see a commit at once', () => {
    const database = openDatabase(join(temporaryFolder(), 'store.db'), key, true)
    const value = (db: ReadDb) => db.prepare(`SELECT value FROM settings WHERE key = 'kept'`).pluck().get()
    expect(value(database.reader)).toBeUndefined()
    database.write((db) => db.prepare(`INSERT INTO settings VALUES ('kept', 'yes')`).run())
    expect(value(database.reader)).toBe('yes')
    database.close()
  })
})

describe('a file that cannot be the store', () => {
  const garbage = Buffer.from(Array.from({ length: 8192 }, (_, index) => (index * 31 + 7) % 256))

  test.each([
    ['garbage', (path: string) => writeFileSync(path, garbage)],
    ['an empty file', (path: string) => truncateSync(path, 0)],
    ['zeros', (path: string) => writeFileSync(path, Buffer.alloc(8192))],
    ['a foreign, open database', (path: string) => {
      rmSync(path)
      new Database(path).exec('CREATE TABLE theirs (value TEXT)').close()
    }],
    ['a cut-off file', (path: string) => truncateSync(path, 5000)],
    ['a garbled header', (path: string) => writeFileSync(path, Buffer.concat([garbage.subarray(0, 100), readFileSync(path).subarray(100)]))],
  ])('%s is refused, kept in quarantine and left as it is', (_name, spoil) => {
    const path = made()
    spoil(path)
    const before = readFileSync(path)
    expect(code(() => openDatabase(path, key, false))).toBe('store.damaged')
    expect(code(() => openDatabase(path, key, false))).toBe('store.damaged')
    expect(readFileSync(path)).toEqual(before)
    expect(quarantined(path)).toEqual([before])
  })

  test('another key opens nothing', () => {
    const path = made()
    const before = readFileSync(path)
    expect(code(() => openDatabase(path, Buffer.alloc(32, 2), false))).toBe('store.damaged')
    expect(readFileSync(path)).toEqual(before)
    const database = openDatabase(path, key, false)
    expect(database.reader.prepare(`SELECT value FROM settings WHERE key = 'kept'`).pluck().get()).toBe('yes')
    database.close()
  })

  test('a log beside a garbled file is left alone and kept with it', () => {
    const path = join(temporaryFolder(), 'store.db')
    const database = openDatabase(path, key, true)
    database.write((db) => db.prepare(`INSERT INTO settings VALUES ('kept', 'yes')`).run())
    const crashed = join(temporaryFolder(), 'store.db')
    for (const suffix of ['', '-wal']) copyFileSync(`${path}${suffix}`, `${crashed}${suffix}`)
    database.close()
    writeFileSync(crashed, Buffer.alloc(0))
    const log = readFileSync(`${crashed}-wal`)
    expect(log.length).toBeGreaterThan(0)
    expect(code(() => openDatabase(crashed, key, false))).toBe('store.damaged')
    expect(readFileSync(`${crashed}-wal`)).toEqual(log)
  })

  test('a missing file is missing, and none is made in its place', () => {
    const path = join(temporaryFolder(), 'store.db')
    expect(code(() => openDatabase(path, key, false))).toBe('store.missing')
    expect(existsSync(path)).toBe(false)
  })

  test('a newer schema is refused untouched', () => {
    const path = made()
    const newer = new Database(path)
    newer.pragma(`cipher = 'sqlcipher'`)
    newer.pragma('legacy = 4')
    newer.pragma(`key = "x'${key.toString('hex')}'"`)
    newer.pragma(`user_version = ${newestSchema + 10}`)
    newer.close()
    const before = readFileSync(path)
    expect(code(() => openDatabase(path, key, false))).toBe('store.newer')
    expect(readFileSync(path)).toEqual(before)
    expect(quarantined(path)).toEqual([])
  })
})
