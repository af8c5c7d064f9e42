import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { migrate, migrations, newestSchema, schemaOf } from '../../src-main/store/migrate.ts'
import type { Migration } from '../../src-main/store/migrations/migration.ts'
import { uncertaintyStep } from '../../src-shared/domain/uncertainty.ts'
import { temporaryFolder } from '../support/folder.ts'

/** An encrypted database at the schema of the first migration, with hand-made rows. */
function firstSchema(): { path: string; database: Database.Database } {
  const path = join(temporaryFolder(), 'store.db')
  const database = new Database(path)
  for (const pragma of [`cipher = 'sqlcipher'`, 'legacy = 4', `key = "x'${'ab'.repeat(32)}'"`, 'journal_mode = WAL']) database.pragma(pragma)
  migrate(database, path, migrations.slice(0, 1))
  database.exec(`
    INSERT INTO users VALUES ('u', 'Owner', 'owner', '2031-01-01T00:00:00.000Z');
    INSERT INTO patients VALUES ('p', 'P-1', 'given', '2031-01-01T00:00:00.000Z');
    INSERT INTO visits VALUES ('v', 'p', NULL, '2031-01-01T00:00:00.000Z');
    INSERT INTO cases (case_id, visit_id, task, pseudonym, imported_at) VALUES ('c', 'v', 'tongue', 'P-1', '2031-01-01T00:00:00.000Z');
    INSERT INTO reads (read_id, case_id, version, reader_id, phase) VALUES ('r', 'c', 1, 'u', 'blind');
    INSERT INTO answers (read_id, label_set, label, state) VALUES ('r', 'tongue-signs', 'greasy', 'present');`)
  return { path, database }
}

const added: Migration = {
  number: 990,
  name: 'certainty',
  statements: [
    'ALTER TABLE answers ADD COLUMN certainty REAL',
    'UPDATE answers SET certainty = 1',
    'CREATE TABLE lines (line_id TEXT PRIMARY KEY) STRICT',
  ],
}

test('migrations are numbered by ten, each once, in order', () => {
  const numbers = migrations.map(({ number }) => number)
  expect(numbers.every((number) => number % 10 === 0 && number > 0)).toBe(true)
  expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b))
})

describe('a step', () => {
  test('brings old rows along and keeps a readable copy from before', () => {
    const { path, database } = firstSchema()
    migrate(database, path, [...migrations, added])
    expect(schemaOf(database)).toBe(990)
    expect(database.prepare('SELECT state, certainty FROM answers').get()).toEqual({ state: 'present', certainty: 1 })
    database.close()
    const copy = new Database(join(path, '..', 'backups', 'schema-0010.db'), { readonly: true })
    expect(() => copy.prepare('SELECT * FROM answers').get()).toThrow('not a database')
    copy.close()
    const opened = new Database(join(path, '..', 'backups', 'schema-0010.db'), { readonly: true })
    for (const pragma of [`cipher = 'sqlcipher'`, 'legacy = 4', `key = "x'${'ab'.repeat(32)}'"`]) opened.pragma(pragma)
    expect(schemaOf(opened)).toBe(10)
    expect(opened.prepare('SELECT state FROM answers').pluck().get()).toBe('present')
    opened.close()
  })

  test.each([0, 1, 2, 3])('that fails after %i statements leaves the old version whole', (statements) => {
    const { path, database } = firstSchema()
    const failing = { ...added, statements: [...added.statements.slice(0, statements), 'SELECT no_such_function()'] }
    expect(() => migrate(database, path, [...migrations.slice(0, 1), failing])).toThrow('no_such_function')
    expect(schemaOf(database)).toBe(10)
    expect(database.prepare('SELECT * FROM answers').get()).not.toHaveProperty('certainty')
    migrate(database, path, [...migrations, added])
    expect(schemaOf(database)).toBe(990)
    database.close()
  })
})

test('0020 keeps reads and answers of before, signed under the first version of their labels', () => {
  const { path, database } = firstSchema()
  migrate(database, path, migrations.filter(({ number }) => number <= 20))
  expect(database.prepare('SELECT phase, label_versions FROM reads').get()).toEqual({ phase: 'blind', label_versions: null })
  expect(database.prepare('SELECT state FROM answers').pluck().get()).toBe('present')
  expect(database.prepare('SELECT count(*) FROM label_sets').pluck().get()).toBe(0)
  database.close()
})

test('0030 brings old cases along without a priority, and takes no other than 1 to 3', () => {
  const { path, database } = firstSchema()
  migrate(database, path, migrations.filter(({ number }) => number <= 30))
  expect(database.prepare('SELECT case_id, pseudonym, priority FROM cases').all()).toEqual([{ case_id: 'c', pseudonym: 'P-1', priority: null }])
  database.exec('UPDATE cases SET priority = 3')
  for (const bad of ['0', '4', `'high'`]) expect(() => database.exec(`UPDATE cases SET priority = ${bad}`)).toThrow(/constraint|INTEGER/u)
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  database.close()
})

test('0040 makes the owner an admin, leaves what refers to the owner in place, and keeps foreign keys', () => {
  const { path, database } = firstSchema()
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 40))
  expect(database.prepare('SELECT * FROM users').all()).toEqual([
    { user_id: 'u', name: 'Owner', role: 'admin', created_at: '2031-01-01T00:00:00.000Z' },
  ])
  expect(database.prepare('SELECT reader_id FROM reads').pluck().all()).toEqual(['u'])
  expect(database.pragma('foreign_key_check')).toEqual([])
  expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(() => database.exec(`DELETE FROM users`)).toThrow('FOREIGN KEY')
  expect(() => database.exec(`UPDATE reads SET reader_id = 'nobody'`)).toThrow('FOREIGN KEY')
  const add = database.prepare('INSERT INTO users VALUES (?, ?, ?, ?)')
  expect(() => add.run('o', 'Other', 'owner', '2031-01-01T00:00:00.000Z')).toThrow('CHECK')
  for (const role of ['reader', 'expert', 'admin']) add.run(role, role, role, '2031-01-01T00:00:00.000Z')
  database.close()
})

test('0090 makes room for what tables say of pictures, each picture once and none that is not there', () => {
  const { path, database } = firstSchema()
  database.pragma('foreign_keys = ON')
  database.exec(`INSERT INTO images VALUES ('i', 'v', 'ab', 1, 'main', 'photo', '00', '{}', '2031-01-01T00:00:00.000Z')`)
  migrate(database, path, migrations.filter(({ number }) => number <= 90))
  expect(database.prepare('SELECT count(*) FROM side_data').pluck().get()).toBe(0)
  const add = database.prepare('INSERT INTO side_data VALUES (?, ?)')
  add.run('i', '[]')
  expect(() => add.run('i', '[]')).toThrow('UNIQUE')
  expect(() => add.run('nothing', '[]')).toThrow('FOREIGN KEY')
  expect(database.prepare('SELECT image_id FROM images').pluck().all()).toEqual(['i'])
  database.close()
})

test('0160 makes room for labels given elsewhere beside the reads, and leaves those as they are', () => {
  const { path, database } = firstSchema()
  database.exec(`INSERT INTO images VALUES ('i', 'v', 'ab', 1, 'main', 'photo', '00', '{}', '2031-01-01T00:00:00.000Z')`)
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 160))
  database.exec(`INSERT INTO given_sources VALUES ('s', 'tongue', 'NIH', '2031-01-01T00:00:00.000Z')`)
  expect(() => database.exec(`INSERT INTO given_sources VALUES ('t', 'tongue', 'NIH', '2031-01-01T00:00:00.000Z')`)).toThrow('UNIQUE')
  database.exec(`INSERT INTO given_labels VALUES ('i', 's', '[]')`)
  expect(() => database.exec(`INSERT INTO given_labels VALUES ('nothing', 's', '[]')`)).toThrow('FOREIGN KEY')
  expect(() => database.exec(`INSERT INTO given_decisions VALUES ('nothing', 'g', 'accepted')`)).toThrow('FOREIGN KEY')
  expect(() => database.exec(`INSERT INTO given_decisions VALUES ('r', 'g', 'seen')`)).toThrow('CHECK')
  expect(database.prepare('SELECT state FROM answers').pluck().all()).toEqual(['present'])
  database.close()
})

test('a new database gets the newest schema, and no copy of nothing', () => {
  const path = join(temporaryFolder(), 'store.db')
  const database = new Database(path)
  migrate(database, path)
  expect(schemaOf(database)).toBe(newestSchema)
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  migrate(database, path)
  expect(existsSync(join(path, '..', 'backups'))).toBe(false)
  database.close()
})

test('a newer database is refused', () => {
  const { path, database } = firstSchema()
  database.pragma('user_version = 5000')
  expect(() => migrate(database, path)).toThrow('store.newer')
  database.close()
})

test('0080 keeps every read with its answers, as the case’s own, and takes a second one beside it', () => {
  const { path, database } = firstSchema()
  database.exec(`INSERT INTO marks (mark_id, read_id, image_id, body) SELECT 'm', 'r', 'i', '{}' WHERE 0`)
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 80))
  expect(database.prepare('SELECT read_id, seat, version, settles FROM reads').all()).toEqual([{ read_id: 'r', seat: 'first', version: 1, settles: null }])
  expect(database.prepare('SELECT state FROM answers').pluck().get()).toBe('present')
  expect(database.pragma('foreign_key_check')).toEqual([])
  database.exec(`INSERT INTO reads (read_id, case_id, seat, version, reader_id, phase) VALUES ('s', 'c', 'second', 1, 'u', 'blind')`)
  expect(() => database.exec(`INSERT INTO reads (read_id, case_id, seat, version, reader_id, phase) VALUES ('t', 'c', 'third', 1, 'u', 'blind')`)).toThrow('CHECK')
  expect(database.prepare('SELECT disputed FROM cases').pluck().get()).toBe(0)
  database.close()
})

test('0110 finds how uncertain the runs of before were, and makes room for tags and readers', () => {
  const { path, database } = firstSchema()
  const labels = [[0.9, 0.5], [0.3, 0.5], [0.02, 0.2]].map(([score, threshold]) => ({ name: `l${score}`, score, threshold }))
  database.exec(`INSERT INTO images VALUES ('i', 'v', 'ab', 1, 'main', 'photo', '00', '{}', '2031-01-01T00:00:00.000Z')`)
  database.prepare(`INSERT INTO runs VALUES ('run', 'c', 'i', 'ab', 'm', '1', 'cd', 'cpu', 0, ?, '2031-01-01')`).run(JSON.stringify({ labels }))
  database.exec(`UPDATE cases SET run_id = 'run'`)
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 110))
  expect(database.prepare('SELECT uncertainty, assignee_id FROM cases').get()).toEqual({ uncertainty: uncertaintyStep(labels as never), assignee_id: null })
  expect(() => database.exec(`UPDATE cases SET assignee_id = 'nobody'`)).toThrow('FOREIGN KEY')
  expect(() => database.exec('INSERT INTO case_tags VALUES (1, 1)')).toThrow('FOREIGN KEY')
  database.exec(`INSERT INTO tags (name, folded) VALUES ('A', 'a')`)
  expect(() => database.exec(`INSERT INTO tags (name, folded) VALUES ('a', 'a')`)).toThrow('UNIQUE')
  database.close()
})

test('0120 keeps nine views of each person beside how they left the list', () => {
  const { path, database } = firstSchema()
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 120))
  const add = database.prepare(`INSERT INTO worklist_views VALUES (?, ?, 'Mine', '{}')`)
  for (const place of [0, 1, 9]) add.run('u', place)
  expect(() => add.run('u', 10)).toThrow('CHECK')
  expect(() => add.run('u', 9)).toThrow('UNIQUE')
  expect(() => add.run('nobody', 1)).toThrow('FOREIGN KEY')
  database.close()
})

test('0310 makes room for questionnaires beside the reads, one of each version, with answers of the two sexes only', () => {
  const { path, database } = firstSchema()
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 310))
  const add = database.prepare(`INSERT INTO questionnaires VALUES (?, ?, ?, 1, 1, NULL, 'en', ?, '{}', '', 'u', '2031-01-01T00:00:00.000Z')`)
  add.run('q', 'c', 1, null)
  expect(() => add.run('r', 'c', 1, null)).toThrow('UNIQUE')
  expect(() => add.run('s', 'nothing', 1, null)).toThrow('FOREIGN KEY')
  expect(() => add.run('t', 'c', 2, 'other')).toThrow('CHECK')
  database.exec(`INSERT INTO read_questionnaires VALUES ('r', 'q')`)
  expect(() => database.exec(`INSERT INTO read_questionnaires VALUES ('x', 'q')`)).toThrow('FOREIGN KEY')
  expect(database.prepare('SELECT state FROM answers').pluck().all()).toEqual(['present'])
  database.close()
})

test('0360 makes room for what was measured in a reader’s outline, once a picture of a read', () => {
  const { path, database } = firstSchema()
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 360))
  const add = database.prepare(`INSERT INTO reader_measures VALUES (?, ?, '{}')`)
  expect(() => add.run('r', 'nothing')).toThrow('FOREIGN KEY')
  database.pragma('foreign_keys = OFF')
  add.run('r', 'i')
  expect(() => add.run('r', 'i')).toThrow('UNIQUE')
  database.close()
})

test('0370 keeps the pictures that were there, and corrections that nobody changes afterwards', () => {
  const { path, database } = firstSchema()
  database.pragma('foreign_keys = ON')
  database.exec(`INSERT INTO images VALUES ('i', 'v', 'ab', 1, 'main', 'photo', '00', '{}', '2031-01-01T00:00:00.000Z')`)
  migrate(database, path, migrations.filter(({ number }) => number <= 370))
  expect(database.prepare('SELECT image_id, import_id FROM images').all()).toEqual([{ image_id: 'i', import_id: null }])
  const add = database.prepare('INSERT INTO calibrations (image_id, chart_image_id, calibration, chosen_by, made_at) VALUES (?, ?, ?, ?, ?)')
  add.run('i', 'i', '{}', 'u', '2031-01-01T00:00:00.000Z')
  expect(() => add.run('i', 'nothing', null, null, '2031-01-01T00:00:00.000Z')).toThrow('FOREIGN KEY')
  expect(() => database.exec(`UPDATE calibrations SET calibration = NULL`)).toThrow('a correction is never changed')
  database.close()
})

test('0410 ranks what was found in a case between the priorities set by hand, and keeps who was told beside the reads', () => {
  const { path, database } = firstSchema()
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 410))
  const rank = (priority: number | null, urgency: number | null): unknown => {
    database.prepare('UPDATE cases SET priority = ?, urgency = ?').run(priority, urgency)
    return database.prepare('SELECT rank FROM cases').pluck().get()
  }
  expect([rank(null, null), rank(1, null), rank(null, 0), rank(1, 0), rank(1, 3), rank(3, 5)]).toEqual([null, 2, 0, 0, 2, 5])
  expect(() => rank(null, 2)).toThrow('CHECK')
  database.exec(`INSERT INTO communications VALUES ('k', 'r', '{}')`)
  expect(() => database.exec(`INSERT INTO communications VALUES ('k', 'r', '{}')`)).toThrow('UNIQUE')
  expect(() => database.exec(`INSERT INTO read_lines VALUES ('nothing', '{}')`)).toThrow('FOREIGN KEY')
  database.close()
})

test('0470 keeps what was changed in many cases, so that it can still be undone', () => {
  const { path, database } = firstSchema()
  migrate(database, path, migrations.filter(({ number }) => number < 470))
  database.exec(`INSERT INTO case_changes VALUES ('d', 'u', '2031-01-02T00:00:00.000Z', '{"kind":"priority"}', NULL)`)
  migrate(database, path, migrations.filter(({ number }) => number <= 470))
  expect(database.prepare('SELECT * FROM change_parts').all()).toEqual([
    { change_id: 'd', part: 0, user_id: 'u', at: '2031-01-02T00:00:00.000Z', body: '{"kind":"priority"}', undone_at: null },
  ])
  database.close()
})

test('0480 keeps reads of before without rejected suggestions, and takes each suggestion of a picture once', () => {
  const { path, database } = firstSchema()
  database.exec(`INSERT INTO images VALUES ('i', 'v', 'ab', 1, 'main', 'film', '00', '{}', '2031-01-01T00:00:00.000Z')`)
  migrate(database, path, migrations.filter(({ number }) => number < 480))
  database.pragma('foreign_keys = ON')
  migrate(database, path, migrations.filter(({ number }) => number <= 480))
  expect(database.prepare('SELECT read_id, phase FROM reads').all()).toEqual([{ read_id: 'r', phase: 'blind' }])
  expect(database.prepare('SELECT count(*) FROM rejected_tubes').pluck().get()).toBe(0)
  const add = database.prepare(`INSERT INTO rejected_tubes VALUES (?, ?, 'ett [[1,2]]', '{}')`)
  add.run('r', 'i')
  expect(() => add.run('r', 'i')).toThrow('UNIQUE')
  expect(() => add.run('r', 'nothing')).toThrow('FOREIGN KEY')
  expect(() => add.run('nothing', 'i')).toThrow('FOREIGN KEY')
  expect(database.prepare('SELECT state FROM answers').pluck().all()).toEqual(['present'])
  database.close()
})
