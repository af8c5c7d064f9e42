import type { WorklistPage } from '../../src-shared/contract/worklist.ts'
import type { CaseStatus } from '../../src-shared/domain/case.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { caseRows } from './caseRow.ts'
import type { ReadDb } from './database.ts'
import { allOf, columnConditions, conditionsOf, isNarrowed, orderOf, setsOf, sortColumns, type Condition, type StoredFilter } from './worklistFilter.ts'

export interface PageRequest {
  readonly filter: StoredFilter
  readonly offset: number
  readonly limit: number
}

/** One page of the worklist. Cases without a value in the sorted column come last in both directions. */
export function worklistPage(db: ReadDb, { filter, offset, limit }: PageRequest): WorklistPage {
  const statusCounts = countByStatus(db)
  if (isNarrowed(filter)) {
    const matches = matchesOf(db, filter)
    return { total: matches.length, offset, rows: caseRows(db, matches.slice(offset, offset + limit)), statusCounts }
  }
  const where = conditionsOf(db, filter)
  const sequences = db
    .prepare(`${selectOrdered(filter, where)} LIMIT :limit OFFSET :offset`)
    .pluck()
    .all({ ...where.values, limit, offset }) as readonly number[]
  return { total: totalOf(db, where, statusCounts), offset, rows: caseRows(db, sequences), statusCounts }
}

/** The ids of some rows of a filter, for a choice that goes beyond the rows on show. */
export function worklistIds(db: ReadDb, { filter, offset, limit }: PageRequest): readonly CaseId[] {
  const where = conditionsOf(db, filter)
  const select = `SELECT case_id FROM cases ${where.sql} ORDER BY ${orderOf(filter, 'forward')} LIMIT :limit OFFSET :offset`
  return db.prepare(select).pluck().all({ ...where.values, limit, offset }) as readonly CaseId[]
}

const selectOrdered = (filter: StoredFilter, where: Condition): string =>
  `SELECT sequence FROM cases ${where.sql} ORDER BY ${orderOf(filter, 'forward')}`

interface Found {
  readonly dataVersion: number
  readonly question: string
  readonly matches: readonly number[]
}

/** The matches asked for last: finding them is the work, scrolling through them is none. */
const found = new WeakMap<ReadDb, Found>()

function matchesOf(db: ReadDb, filter: StoredFilter): readonly number[] {
  const dataVersion = dataVersionOf(db)
  const question = JSON.stringify(filter)
  const known = found.get(db)
  if (known?.dataVersion === dataVersion && known.question === question) return known.matches
  const matches = findMatches(db, filter)
  found.set(db, { dataVersion, question, matches })
  return matches
}

/** Up to here rows are looked up one by one and sorted; beyond, walking along the whole order is quicker. */
const few = 2000

function findMatches(db: ReadDb, filter: StoredFilter): readonly number[] {
  const select = (conditions: readonly Condition[]): readonly number[] => {
    const where = allOf(conditions)
    return db.prepare(selectOrdered(filter, where)).pluck().all(where.values) as readonly number[]
  }
  const columns = columnConditions(filter)
  const sets = setsOf(db, filter).map(({ sql, values }) => db.prepare(sql).pluck().all(values) as readonly number[])
  const smallest = sets.toSorted((one, other) => one.length - other.length)[0] ?? []
  const candidates = smallest.length > few
    ? select(columns)
    : select([...columns, { sql: 'sequence IN (SELECT value FROM json_each(:few))', values: { few: JSON.stringify(smallest) } }])
  const last = db.prepare<[], number | null>('SELECT max(sequence) FROM cases').pluck().get() ?? 0
  return sets.reduce((left, set) => {
    const members = new Uint8Array(last + 1)
    for (const sequence of set) members[sequence] = 1
    return left.filter((sequence) => members[sequence] === 1)
  }, candidates)
}

/** SQLite's own: changes whenever another connection has committed. */
const dataVersionOf = (db: ReadDb): number => db.prepare('PRAGMA data_version').pluck().get() as number

export interface NeighbourRequest {
  readonly caseId: CaseId
  readonly direction: 'previous' | 'next'
  /** Passes over signed cases. */
  readonly unresolved: boolean
  readonly filter: StoredFilter
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
  const where = conditionsOf(db, filter, extra)
  const neighbour = db
    .prepare(`SELECT case_id FROM cases ${where.sql} ORDER BY ${orderOf(filter, forward ? 'forward' : 'backward')} LIMIT 1`)
    .pluck()
    .get(where.values) as CaseId | undefined
  return neighbour ?? null
}

interface Place {
  readonly sequence: number
  readonly key: string | number | null
}

/** Rows beyond `here` on the walk through the filtered order, in which rows without a key stand at the very end. */
function beyondHere(column: string, here: Place, filter: StoredFilter, forward: boolean): Condition {
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

interface Counted {
  readonly dataVersion: number
  readonly counts: WorklistPage['statusCounts']
}

/** Counting walks a whole index: scrolling through pages does it once, until something is written. */
const counted = new WeakMap<ReadDb, Counted>()

function countByStatus(db: ReadDb): WorklistPage['statusCounts'] {
  const dataVersion = dataVersionOf(db)
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
