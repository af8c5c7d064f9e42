import type { WorklistFilter, WorklistSort } from '../../src-shared/domain/case.ts'
import type { UserId } from '../../src-shared/domain/ids.ts'
import { foldTag } from '../../src-shared/domain/tag.ts'
import type { ReadDb } from './database.ts'
import { tagIdOf } from './tags.ts'

/** A filter as the store knows it: "me" has become somebody. */
export interface StoredFilter extends Omit<WorklistFilter, 'assigned'> {
  readonly assigned: UserId | 'nobody' | null
}

/** Indexed columns; `importedAt` goes by the order of import itself, which no clock can disturb. */
export const sortColumns = {
  importedAt: 'sequence',
  pseudonym: 'pseudonym',
  status: 'status',
  task: 'task',
  visitDate: 'visit_date',
  topScore: 'shown_score',
  priority: 'rank',
  uncertainty: 'uncertainty',
} as const satisfies Record<WorklistSort, string>

export type Values = Readonly<Record<string, string | number>>

export interface Condition {
  readonly sql: string
  readonly values: Values
}

/** The WHERE of a filter; empty for every case. */
export function conditionsOf(db: ReadDb, filter: StoredFilter, extra: readonly Condition[] = []): Condition {
  // The plus: walk along the order and look each row up in the set.
  const sets = setsOf(db, filter).map(({ sql, values }) => ({ sql: `+sequence IN (${sql})`, values }))
  return allOf([...extra, ...columnConditions(filter), ...sets])
}

/** Whether finding the matches is the work, rather than walking along an index that carries the answer. */
export const isNarrowed = ({ priority, label, search, tag, assigned }: StoredFilter): boolean =>
  priority !== null || label !== null || tag !== null || assigned !== null || search.trim() !== ''

export const allOf = (conditions: readonly Condition[]): Condition => ({
  sql: conditions.length === 0 ? '' : `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
  values: Object.assign({}, ...conditions.map(({ values }) => values)) as Values,
})

/** What each order's index carries. */
export function columnConditions(filter: StoredFilter): readonly Condition[] {
  const all: Condition[] = []
  // The plus keeps the planner on the index of the sort instead of sorting a third of the table.
  const free = filter.sort === 'importedAt' ? '' : '+'
  if (filter.task !== null) all.push({ sql: `${free}task = :task`, values: { task: filter.task } })
  if (filter.status === 'disputed') all.push({ sql: 'disputed = 1', values: {} })
  else if (filter.status !== null) all.push({ sql: `${free}status = :status`, values: { status: filter.status } })
  if (filter.minimumScore !== null) {
    all.push({ sql: 'shown_score >= :minimumScore', values: { minimumScore: filter.minimumScore } })
  }
  return all
}

/** What is looked up beside it: queries for row numbers, all of which a row must be in. */
export function setsOf(db: ReadDb, filter: StoredFilter): readonly Condition[] {
  const all: Condition[] = []
  if (filter.priority !== null) all.push({ sql: 'SELECT sequence FROM cases WHERE priority = :priority', values: { priority: filter.priority } })
  if (filter.tag !== null) all.push({ sql: 'SELECT sequence FROM case_tags WHERE tag_id = :tag', values: { tag: tagIdOf(db, filter.tag) ?? 0 } })
  if (filter.assigned === 'nobody') all.push({ sql: 'SELECT sequence FROM cases WHERE assignee_id IS NULL', values: {} })
  else if (filter.assigned !== null) {
    all.push({ sql: 'SELECT sequence FROM cases WHERE assignee_id = :assignee', values: { assignee: filter.assigned } })
  }
  if (filter.label !== null) all.push({ sql: answeredPresent, values: { label: filter.label } })
  const search = filter.search.trim()
  if (search !== '') all.push(searchSet(db, search))
  return all
}

/** The read `r` is the newest version of its case's own read. */
const isNewest = `r.seat = 'first' AND NOT EXISTS (
  SELECT 1 FROM reads n WHERE n.case_id = r.case_id AND n.seat = 'first' AND n.version > r.version)`

/** The label is answered "present" in the newest version of the case's read. */
const answeredPresent = `
  SELECT c.sequence FROM answers a JOIN reads r ON r.read_id = a.read_id JOIN cases c ON c.case_id = r.case_id
   WHERE a.label = :label AND a.state = 'present' AND ${isNewest}`

/** Cases with one of these tags; there are few tags, however many cases. */
const taggedWith = 'SELECT sequence FROM case_tags WHERE tag_id IN (SELECT value FROM json_each(:tags))'

/** Pseudonym, impression, note and tags. Trigrams need three characters; one or two are looked for in every row. */
function searchSet(db: ReadDb, search: string): Condition {
  const tags = JSON.stringify(tagsLike(db, search))
  if ([...search].length >= 3) {
    return {
      sql: `SELECT rowid FROM case_text WHERE case_text MATCH :phrase UNION ${taggedWith}`,
      values: { phrase: `"${search.replaceAll('"', '""')}"`, tags },
    }
  }
  return {
    sql: String.raw`
      SELECT sequence FROM cases WHERE pseudonym LIKE :pattern ESCAPE '\'
      UNION
      SELECT c.sequence FROM reads r JOIN cases c ON c.case_id = r.case_id
       WHERE (r.impression LIKE :pattern ESCAPE '\' OR r.note LIKE :pattern ESCAPE '\') AND ${isNewest}
      UNION ${taggedWith}`,
    values: { pattern: `%${search.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`, tags },
  }
}

function tagsLike(db: ReadDb, search: string): readonly number[] {
  const wanted = foldTag(search)
  const known = db.prepare<[], { readonly tag_id: number; readonly folded: string }>('SELECT tag_id, folded FROM tags').all()
  return known.filter(({ folded }) => folded.includes(wanted)).map(({ tag_id }) => tag_id)
}

export function orderOf(filter: Pick<StoredFilter, 'sort' | 'descending'>, walk: 'forward' | 'backward'): string {
  const column = sortColumns[filter.sort]
  const direction = filter.descending === (walk === 'forward') ? 'DESC' : 'ASC'
  if (column === 'sequence') return `sequence ${direction}`
  return `${column} ${direction} NULLS ${walk === 'forward' ? 'LAST' : 'FIRST'}, sequence ${direction}`
}
