import type { WorklistPage } from '../../src-shared/contract/worklist.ts'
import type { CaseStatus, WorklistFilter, WorklistSort } from '../../src-shared/domain/case.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { caseRows } from './caseRow.ts'
import type { ReadDb } from './database.ts'

/** Indexed columns; `importedAt` goes by the order of import itself, which no clock can disturb. */
const sortColumns = {
  importedAt: 'sequence',
  pseudonym: 'pseudonym',
  status: 'status',
  task: 'task',
  visitDate: 'visit_date',
  topScore: 'shown_score',
  priority: 'priority',
} as const satisfies Record<WorklistSort, string>

type Values = Readonly<Record<string, string | number>>
interface Condition {
  readonly sql: string
  readonly values: Values
}

export interface PageRequest {
  readonly filter: WorklistFilter
  readonly offset: number
  readonly limit: number
}

/** One page of the worklist. Cases without a value in the sorted column come last in both directions. */
export function worklistPage(db: ReadDb, { filter, offset, limit }: PageRequest): WorklistPage {
  const where = conditionsOf(filter)
  const select = `SELECT sequence FROM cases ${where.sql} ORDER BY ${orderOf(filter, 'forward')}`
  const statusCounts = countByStatus(db)
  if (isSearching(filter)) {
    // Finding the matches is the work: they are found once, counted and cut here.
    const matches = db.prepare(select).pluck().all(where.values) as readonly number[]
    return { total: matches.length, offset, rows: caseRows(db, matches.slice(offset, offset + limit)), statusCounts }
  }
  const sequences = db
    .prepare(`${select} LIMIT :limit OFFSET :offset`)
    .pluck()
    .all({ ...where.values, limit, offset }) as readonly number[]
  return { total: totalOf(db, where, statusCounts), offset, rows: caseRows(db, sequences), statusCounts }
}

const isSearching = ({ label, search }: WorklistFilter): boolean => label !== null || search.trim() !== ''

export interface NeighbourRequest {
  readonly caseId: CaseId
  readonly direction: 'previous' | 'next'
  /** Passes over signed cases. */
  readonly unresolved: boolean
  readonly filter: WorklistFilter
}

/**
 * The case beside this one in the filtered order, or null at the end. The case itself need not pass the filter: after
 * it was signed under a filter for unsigned cases, the next one is still found from where it stood.
 */
export function worklistNeighbour(db: ReadDb, { caseId, direction, unresolved, filter }: NeighbourRequest): CaseId | null {
  const column = sortColumns[filter.sort]
  const here = db.prepare(`SELECT sequence, ${column} AS key FROM cases WHERE case_id = ?`).get(caseId) as
    | Place
    | undefined
  if (here === undefined) return null
  const forward = direction === 'next'
  const beyond = beyondHere(column, here, filter, forward)
  const extra = unresolved ? [beyond, { sql: `(status <> 'signed' OR disputed = 1)`, values: {} }] : [beyond]
  const where = conditionsOf(filter, extra)
  const found = db
    .prepare(`SELECT case_id FROM cases ${where.sql} ORDER BY ${orderOf(filter, forward ? 'forward' : 'backward')} LIMIT 1`)
    .pluck()
    .get(where.values) as CaseId | undefined
  return found ?? null
}

interface Place {
  readonly sequence: number
  readonly key: string | number | null
}

/** Rows beyond `here` on the walk through the filtered order, in which rows without a key stand at the very end. */
function beyondHere(column: string, here: Place, filter: WorklistFilter, forward: boolean): Condition {
  const sign = filter.descending === forward ? '<' : '>'
  const values = { here: here.sequence, ...(here.key === null ? {} : { key: here.key }) }
  if (column === 'sequence') return { sql: `sequence ${sign} :here`, values: { here: here.sequence } }
  if (here.key === null) {
    const rest = `(${column} IS NULL AND sequence ${sign} :here)`
    return { sql: forward ? rest : `(${rest} OR ${column} IS NOT NULL)`, values }
  }
  const rest = `${column} ${sign} :key OR (${column} = :key AND sequence ${sign} :here)`
  return { sql: forward ? `(${rest} OR ${column} IS NULL)` : `(${rest})`, values }
}

function conditionsOf(filter: WorklistFilter, extra: readonly Condition[] = []): Condition {
  const all: Condition[] = [...extra]
  // The plus keeps the planner on the index of the sort instead of sorting a third of the table.
  const free = filter.sort === 'importedAt' ? '' : '+'
  if (filter.task !== null) all.push({ sql: `${free}task = :task`, values: { task: filter.task } })
  if (filter.status === 'disputed') all.push({ sql: 'disputed = 1', values: {} })
  else if (filter.status !== null) all.push({ sql: `${free}status = :status`, values: { status: filter.status } })
  if (filter.priority !== null) all.push({ sql: `${free}priority = :priority`, values: { priority: filter.priority } })
  if (filter.minimumScore !== null) {
    all.push({ sql: 'shown_score >= :minimumScore', values: { minimumScore: filter.minimumScore } })
  }
  if (filter.label !== null) all.push({ sql: answeredPresent, values: { label: filter.label } })
  const search = filter.search.trim()
  if (search !== '') all.push(searchCondition(search))
  return {
    sql: all.length === 0 ? '' : `WHERE ${all.map(({ sql }) => sql).join(' AND ')}`,
    values: Object.assign({}, ...all.map(({ values }) => values)) as Values,
  }
}

/** The read `r` is the newest version of its case's own read. */
const isNewest = `r.seat = 'first' AND NOT EXISTS (
  SELECT 1 FROM reads n WHERE n.case_id = r.case_id AND n.seat = 'first' AND n.version > r.version)`

/** The label is answered "present" in the newest version of the case's read. */
const answeredPresent = `case_id IN (
  SELECT r.case_id FROM answers a JOIN reads r ON r.read_id = a.read_id
   WHERE a.label = :label AND a.state = 'present' AND ${isNewest})`

/** Pseudonym, impression and note. Trigrams need three characters; one or two are looked for in every row. */
function searchCondition(search: string): Condition {
  if ([...search].length >= 3) {
    return {
      sql: 'sequence IN (SELECT rowid FROM case_text WHERE case_text MATCH :phrase)',
      values: { phrase: `"${search.replaceAll('"', '""')}"` },
    }
  }
  return {
    sql: String.raw`sequence IN (
      SELECT sequence FROM cases WHERE pseudonym LIKE :pattern ESCAPE '\'
      UNION
      SELECT c.sequence FROM reads r JOIN cases c ON c.case_id = r.case_id
       WHERE (r.impression LIKE :pattern ESCAPE '\' OR r.note LIKE :pattern ESCAPE '\') AND ${isNewest})`,
    values: { pattern: `%${search.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%` },
  }
}

function orderOf(filter: WorklistFilter, walk: 'forward' | 'backward'): string {
  const column = sortColumns[filter.sort]
  const direction = filter.descending === (walk === 'forward') ? 'DESC' : 'ASC'
  if (column === 'sequence') return `sequence ${direction}`
  return `${column} ${direction} NULLS ${walk === 'forward' ? 'LAST' : 'FIRST'}, sequence ${direction}`
}

interface Counted {
  /** SQLite's own: changes whenever another connection has committed. */
  readonly dataVersion: number
  readonly counts: WorklistPage['statusCounts']
}

/** Counting walks a whole index: scrolling through pages does it once, until something is written. */
const counted = new WeakMap<ReadDb, Counted>()

function countByStatus(db: ReadDb): WorklistPage['statusCounts'] {
  const dataVersion = db.prepare('PRAGMA data_version').pluck().get() as number
  const known = counted.get(db)
  if (known?.dataVersion === dataVersion) return known.counts
  const disputed = db.prepare('SELECT count(*) FROM cases WHERE disputed = 1').pluck().get() as number
  const counts = { new: 0, reading: 0, signed: 0, disputed }
  const rows = db.prepare('SELECT status, count(*) AS count FROM cases GROUP BY status').all() as readonly {
    status: CaseStatus
    count: number
  }[]
  for (const { status, count } of rows) counts[status] = count
  counted.set(db, { dataVersion, counts })
  return counts
}

function totalOf(db: ReadDb, where: Condition, counts: WorklistPage['statusCounts']): number {
  if (where.sql === '') return counts.new + counts.reading + counts.signed
  return db.prepare(`SELECT count(*) FROM cases ${where.sql}`).pluck().get(where.values) as number
}
