import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import type { CaseRow } from '../../src-shared/domain/case.ts'
import type { ChangeId, UserId } from '../../src-shared/domain/ids.ts'
import { openDatabase, type OpenDatabase, type ReadDb, type WriteDb } from '../store/database.ts'
import { changeCases, chosenSequences, partsOf, type CaseChange } from '../store/caseChanges.ts'
import { ensureTag } from '../store/tags.ts'
import { worklistPage } from '../store/worklist.ts'
import type { StoredFilter } from '../store/worklistFilter.ts'
import type { Bench, BenchResult } from './benchResult.ts'
import { medianMs, medianOf } from './median.ts'

/** The public table of the NIH films: image, patient, follow-up number; 112,120 rows. */
const nihTable = fileURLToPath(new URL('../../../shared/data/nih-chest/Data_Entry_2017_v2020.csv.gz', import.meta.url))
const rowCount = 112_120

interface TableRow {
  readonly patient: string
  readonly followUp: number
}

const reader = 'u' as UserId
const anything: StoredFilter = {
  search: '', task: null, status: null, priority: null, tag: null, assigned: null, label: null, minimumScore: null, sort: 'importedAt', descending: false,
}
const filters: readonly StoredFilter[] = [
  { ...anything, task: 'chestxray14', status: 'reading' },
  { ...anything, minimumScore: 0.9 },
  { ...anything, priority: 1, sort: 'visitDate' },
  { ...anything, label: 'edema' },
  { ...anything, search: '00012' },
  { ...anything, search: '77' },
  { ...anything, tag: 'second look', sort: 'pseudonym' },
  { ...anything, tag: 'cohort 2026', sort: 'visitDate', descending: true },
  { ...anything, assigned: reader, sort: 'uncertainty', descending: true },
  { ...anything, assigned: 'nobody', status: 'new' },
]
const sorts: readonly StoredFilter[] = [
  { ...anything, sort: 'pseudonym' },
  { ...anything, sort: 'visitDate', descending: true },
  { ...anything, sort: 'topScore', descending: true },
  { ...anything, sort: 'priority' },
  { ...anything, sort: 'uncertainty', descending: true },
  { ...anything, sort: 'status', task: 'chestxray14' },
]

/**
 * The slowest of several filters, and of several orders, over 112,120 cases in an encrypted store: first page, total
 * and counts, as `worklist.list` answers them. Baseline: the rows read from the same store and filtered or sorted in
 * JavaScript, which is what a list without indexes does.
 */
export const worklistBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const database = openDatabase(join(folder, 'bench.db'), randomBytes(32), true)
  try {
    const table = readTable()
    tell(`bench: worklist of ${table.rows.length} rows (${table.source})`)
    fill(database, table.rows)
    const repetitions = quick ? 3 : 15
    return [
      compare(database.reader, { name: 'worklist.filter', requests: filters, repetitions, inMemory: filterInMemory }),
      compare(database.reader, { name: 'worklist.sort', requests: sorts, repetitions, inMemory: sortInMemory }),
      ...compareChange(database, quick ? 1 : 5),
    ]
  } finally {
    database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Comparison {
  readonly name: string
  readonly requests: readonly StoredFilter[]
  readonly repetitions: number
  readonly inMemory: (db: ReadDb) => void
}

function compare(db: ReadDb, { name, requests, repetitions, inMemory }: Comparison): BenchResult {
  const value = Math.max(...requests.map((filter) => firstAskedMs(db, filter, repetitions)))
  const baseline = medianMs(Math.max(3, Math.floor(repetitions / 5)), () => inMemory(db))
  return { name, value, unit: 'ms', baseline, ratio: baseline / value }
}

/** The matches asked for last are kept: another question comes before each that counts. */
function firstAskedMs(db: ReadDb, filter: StoredFilter, repetitions: number): number {
  const times = Array.from({ length: repetitions + 1 }, () => {
    worklistPage(db, { filter: { ...anything, search: 'asked in between' }, offset: 0, limit: 1 })
    const start = performance.now()
    worklistPage(db, { filter, offset: 0, limit: 100 })
    return performance.now() - start
  })
  return medianOf(times.slice(1))
}

/** No save may wait longer for a change of many cases. */
const longestWaitMs = 100

/**
 * A change of every case with its way back, in parts of one durable transaction each, and the longest of all its parts:
 * so long everything else waits. Baselines: as many single updates in one transaction, and the limit.
 */
function compareChange(database: OpenDatabase, repetitions: number): BenchResult[] {
  const kinds: readonly ((place: number) => CaseChange)[] = [
    (place) => ({ kind: 'priority', priority: place % 2 === 0 ? 1 : 2 }),
    (place) => ({ kind: 'tag', tag: 'everything', present: place % 2 === 0 }),
    (place) => ({ kind: 'assignee', userId: place % 2 === 0 ? reader : null }),
  ]
  const steps = kinds.map((kind) => Array.from({ length: repetitions + 1 }, (_, place) => changeMs(database, kind(place))).slice(1))
  const value = Math.max(...steps.map((runs) => medianOf(runs.map((parts) => parts.reduce((sum, ms) => sum + ms, 0)))))
  const longest = Math.max(...steps.flat(2))
  const cases = everySequence(database.reader)
  let priority = 0
  const baseline = medianMs(repetitions, () =>
    database.write((db) => {
      priority = (priority % 3) + 1
      for (const sequence of cases) db.prepare('UPDATE cases SET priority = ? WHERE sequence = ?').run(priority, sequence)
    }),
  )
  return [
    { name: 'worklist.change', value, unit: 'ms', baseline, ratio: baseline / value },
    { name: 'worklist.changeWait', value: longest, unit: 'ms', baseline: longestWaitMs, ratio: longestWaitMs / longest },
  ]
}

/** How long choosing every case and each part took. */
function changeMs(database: OpenDatabase, change: CaseChange): readonly number[] {
  const times: number[] = []
  const timed = <T>(work: () => T): T => {
    const start = performance.now()
    const value = work()
    times.push(performance.now() - start)
    return value
  }
  const changeId = randomUUID() as string as ChangeId
  const cases = { by: 'filter', filter: anything, except: [], count: rowCount } as const
  const parts = timed(() => partsOf(chosenSequences(database.reader, cases)))
  for (const [part, sequences] of parts.entries()) {
    timed(() => database.write((db) => changeCases(db, { changeId, part, sequences }, change, { userId: reader, at: '2026-01-01' })))
  }
  return times
}

const everySequence = (db: ReadDb): readonly number[] => db.prepare('SELECT sequence FROM cases').pluck().all() as number[]

interface PlainRow {
  readonly pseudonym: string
  readonly status: CaseRow['status']
  readonly task: CaseRow['task']
}

const everyRow = (db: ReadDb): PlainRow[] => db.prepare('SELECT * FROM cases').all() as PlainRow[]

function filterInMemory(db: ReadDb): void {
  everyRow(db).filter(({ task, status }) => task === 'chestxray14' && status === 'reading').slice(0, 100)
}

function sortInMemory(db: ReadDb): void {
  const byName = new Intl.Collator('en')
  everyRow(db).sort((one, other) => byName.compare(one.pseudonym, other.pseudonym)).slice(0, 100)
}

function readTable(): { readonly source: string; readonly rows: readonly TableRow[] } {
  if (!existsSync(nihTable)) return { source: 'generated', rows: generatedRows() }
  const records = parse(gunzipSync(readFileSync(nihTable)), { columns: true, bom: true }) as readonly Record<string, string>[]
  const rows = records.map((record) => ({ patient: record['Patient ID'] ?? '', followUp: Number(record['Follow-up #'] ?? 0) }))
  return { source: 'NIH ChestX-ray14', rows }
}

/** About as many films a patient as in the public table: 30,805 patients. */
const generatedRows = (): readonly TableRow[] =>
  Array.from({ length: rowCount }, (_, index) => ({
    patient: String((index * 7919) % 30_805).padStart(8, '0'),
    followUp: Math.floor(index / 30_805),
  }))

/** Statuses, scores and answers by a fixed rule: a third read, a fifth signed, the scores of read cases shown. */
function fill(database: OpenDatabase, rows: readonly TableRow[]): void {
  database.write((db) => {
    db.prepare(`INSERT INTO users (user_id, name, role, created_at) VALUES ('u', 'reader', 'admin', '2026-01-01')`).run()
    const patients = new Map<string, string>()
    const insert = statements(db)
    for (const name of ['second look', 'cohort 2026']) ensureTag(db, name)
    for (const [index, { patient, followUp }] of rows.entries()) {
      const known = patients.get(patient) ?? `p${patients.size}`
      if (!patients.has(patient)) insert.patient.run(known, patient)
      patients.set(patient, known)
      const date = `20${String(10 + (followUp % 10)).padStart(2, '0')}-0${1 + (index % 9)}-15`
      insert.visit.run(`v${index}`, known, date)
      insert.image.run(`i${index}`, `v${index}`, `s${index}`)
      const status = index % 5 === 0 ? 'signed' : index % 3 === 0 ? 'reading' : 'new'
      insert.row.run(index + 1, `c${index}`, `v${index}`, status, patient, date, ((index * 7919) % 1000) / 1000, priorityOf(index), index % 10, index % 3 === 0 ? 'u' : null)
      if (index % 50 === 0) insert.tag.run(1, index + 1)
      if (index % 2 === 0) insert.tag.run(2, index + 1)
      insert.text.run(index + 1, patient)
      if (status !== 'new') insert.read(index, status)
    }
  })
}

/** A tenth of the cases are urgent, as evenly in three degrees as ten goes into them. */
const priorityOf = (index: number): number | null => (index % 10 === 0 ? 1 + ((index / 10) % 3) : null)

function statements(db: WriteDb) {
  const read = db.prepare(`INSERT INTO reads (read_id, case_id, version, reader_id, phase) VALUES (?, ?, 1, 'u', ?)`)
  const answer = db.prepare(`INSERT INTO answers (read_id, label_set, label, state) VALUES (?, 'chestxray14', ?, 'present')`)
  const show = db.prepare('UPDATE cases SET scores_visible = 1 WHERE case_id = ?')
  return {
    patient: db.prepare(`INSERT INTO patients VALUES (?, ?, 'given', '2026-01-01')`),
    visit: db.prepare(`INSERT INTO visits VALUES (?, ?, ?, '2026-01-01')`),
    image: db.prepare(`INSERT INTO images (image_id, visit_id, sha256, bytes, role, kind, likeness, info, imported_at) VALUES (?, ?, ?, 1, 'main', 'film', '', '{}', '2026-01-01')`),
    row: db.prepare(
      `INSERT INTO cases (sequence, case_id, visit_id, task, status, analysis, pseudonym, visit_date, imported_at, top_score, top_scores, priority, uncertainty, assignee_id)
       VALUES (?, ?, ?, 'chestxray14', ?, 'done', ?, ?, '2026-01-01', ?, '[]', ?, ?, ?)`,
    ),
    tag: db.prepare('INSERT INTO case_tags (tag_id, sequence) VALUES (?, ?)'),
    text: db.prepare(`INSERT INTO case_text (rowid, pseudonym, impression, note) VALUES (?, ?, '', '')`),
    read: (index: number, status: string): void => {
      read.run(`r${index}`, `c${index}`, status === 'signed' ? 'signed' : 'revealed')
      answer.run(`r${index}`, index % 7 === 0 ? 'edema' : 'mass')
      show.run(`c${index}`)
    },
  }
}
