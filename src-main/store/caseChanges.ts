import type { ChosenCases } from '../../src-shared/contract/worklist.ts'
import type { Priority } from '../../src-shared/domain/case.ts'
import type { CaseId, ChangeId, UserId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { ensureTag, tagIdOf } from './tags.ts'
import { conditionsOf, type StoredFilter } from './worklistFilter.ts'

/** Something set in many cases at once. */
export type CaseChange =
  | { readonly kind: 'priority'; readonly priority: Priority | null }
  | { readonly kind: 'tag'; readonly tag: string; readonly present: boolean }
  | { readonly kind: 'assignee'; readonly userId: UserId | null }

/** Cases that had one value before. */
interface Before<T> {
  readonly before: T
  readonly sequences: readonly number[]
}

/** What is kept of a part of a change: enough to say which cases it touched and to take it back. */
export type ChangeBody =
  | { readonly kind: 'priority'; readonly after: Priority | null; readonly groups: readonly Before<Priority | null>[] }
  | { readonly kind: 'assignee'; readonly after: UserId | null; readonly groups: readonly Before<UserId | null>[] }
  | { readonly kind: 'tag'; readonly tagId: number; readonly present: boolean; readonly sequences: readonly number[] }

export interface ChangeAct {
  readonly userId: UserId
  readonly at: string
}

/** So many are changed in one transaction: some ten milliseconds, in which nothing else is answered. */
const casesInPart = 1000

/** The parts in which a change of these cases is written; one, where there are few or none. */
export const partsOf = (sequences: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(sequences.length / casesInPart)) }, (_, part) => sequences.slice(part * casesInPart, (part + 1) * casesInPart))

interface ChangePart {
  readonly changeId: ChangeId
  readonly part: number
  readonly sequences: readonly number[]
}

/** The row numbers of a choice. Throws AppError `cases.otherCount`, `case.missing`. */
export function chosenSequences(db: ReadDb, cases: ChosenCases<StoredFilter>): readonly number[] {
  if (cases.by === 'ids') {
    const found = sequencesOf(db, cases.caseIds)
    if (found.length !== new Set(cases.caseIds).size) throw new AppError('case.missing')
    return found
  }
  const where = conditionsOf(db, cases.filter)
  const all = db.prepare(`SELECT sequence FROM cases ${where.sql}`).pluck().all(where.values) as number[]
  const except = new Set(sequencesOf(db, cases.except))
  const chosen = all.filter((sequence) => !except.has(sequence))
  // What was confirmed is a number of cases: cases that came since were not meant.
  if (chosen.length !== cases.count) throw new AppError('cases.otherCount', { before: cases.count, now: chosen.length })
  return chosen
}

function sequencesOf(db: ReadDb, caseIds: readonly CaseId[]): readonly number[] {
  const select = 'SELECT sequence FROM cases WHERE case_id IN (SELECT value FROM json_each(?))'
  return db.prepare(select).pluck().all(JSON.stringify(caseIds)) as readonly number[]
}

/** Sets it where it is not so already, and keeps what stood there before. */
export function changeCases(db: WriteDb, { changeId, part, sequences }: ChangePart, change: CaseChange, { userId, at }: ChangeAct): ChangeBody {
  const body = apply(db, sequences, change)
  db.prepare('INSERT INTO change_parts (change_id, part, user_id, at, body) VALUES (?, ?, ?, ?, ?)').run(changeId, part, userId, at, JSON.stringify(body))
  return body
}

/** Cases that were not already so. */
export const sequencesIn = (body: ChangeBody): readonly number[] =>
  body.kind === 'tag' ? body.sequences : body.groups.flatMap(({ sequences }) => sequences)

function apply(db: WriteDb, sequences: readonly number[], change: CaseChange): ChangeBody {
  switch (change.kind) {
    case 'priority': {
      const { priority: after } = change
      return { kind: 'priority', after, groups: setColumn(db, 'priority', { after, sequences }) }
    }
    case 'assignee': {
      const { userId: after } = change
      return { kind: 'assignee', after, groups: setColumn(db, 'assignee_id', { after, sequences }) }
    }
    case 'tag':
      return setTag(db, change, sequences)
    default:
      return change satisfies never
  }
}

interface ColumnChange<T> {
  readonly after: T
  readonly sequences: readonly number[]
}

const among = 'sequence IN (SELECT value FROM json_each(:sequences))'

function setColumn<T extends string | number | null>(db: WriteDb, column: 'priority' | 'assignee_id', { after, sequences }: ColumnChange<T>): Before<T>[] {
  const rows = db
    .prepare<[object], { readonly before: T; readonly sequences: string }>(
      `SELECT ${column} AS before, json_group_array(sequence) AS sequences FROM cases
        WHERE ${among} AND ${column} IS NOT :after GROUP BY ${column}`,
    )
    .all({ sequences: JSON.stringify(sequences), after })
  const set = db.prepare(`UPDATE cases SET ${column} = :after WHERE ${among}`)
  for (const row of rows) set.run({ sequences: row.sequences, after })
  return rows.map((row) => ({ before: row.before, sequences: JSON.parse(row.sequences) as number[] }))
}

function setTag(db: WriteDb, { tag, present }: Extract<CaseChange, { kind: 'tag' }>, sequences: readonly number[]): ChangeBody {
  const tagId = present ? ensureTag(db, tag) : (tagIdOf(db, tag) ?? 0)
  const tagged = new Set(db.prepare<[object], number>(`SELECT sequence FROM case_tags WHERE tag_id = :tagId AND ${among}`).pluck().all({ tagId, sequences: JSON.stringify(sequences) }))
  const changed = sequences.filter((sequence) => tagged.has(sequence) !== present)
  putTag(db, { tagId, present, sequences: changed })
  return { kind: 'tag', tagId, present, sequences: changed }
}

type TagPlace = Pick<Extract<ChangeBody, { kind: 'tag' }>, 'tagId' | 'present' | 'sequences'>

function putTag(db: WriteDb, { tagId, present, sequences }: TagPlace): number {
  const sql = present
    ? 'INSERT OR IGNORE INTO case_tags (tag_id, sequence) SELECT :tagId, value FROM json_each(:sequences)'
    : `DELETE FROM case_tags WHERE tag_id = :tagId AND ${among}`
  return db.prepare(sql).run({ tagId, sequences: JSON.stringify(sequences) }).changes
}

export interface Undone {
  /** Cases that are as they were. */
  readonly changed: number
  /** Whether parts of the change still stand. */
  readonly isMore: boolean
}

/**
 * Takes the first part of one's own change back that still stands, in the cases where what it set still stands; what
 * somebody has set since stays. Throws AppError `change.missing`.
 */
export function undoPart(db: WriteDb, changeId: ChangeId, { userId, at }: ChangeAct): Undone {
  const [found, next] = db
    .prepare<[string, string], { readonly part: number; readonly body: string }>(
      'SELECT part, body FROM change_parts WHERE change_id = ? AND user_id = ? AND undone_at IS NULL ORDER BY part LIMIT 2',
    )
    .all(changeId, userId)
  if (found === undefined) throw new AppError('change.missing')
  db.prepare('UPDATE change_parts SET undone_at = ? WHERE change_id = ? AND part = ?').run(at, changeId, found.part)
  return { changed: takeBack(db, JSON.parse(found.body) as ChangeBody), isMore: next !== undefined }
}

function takeBack(db: WriteDb, body: ChangeBody): number {
  if (body.kind === 'tag') return putTag(db, { ...body, present: !body.present })
  const column = body.kind === 'priority' ? 'priority' : 'assignee_id'
  const restore = db.prepare(`UPDATE cases SET ${column} = :before WHERE ${among} AND ${column} IS :after`)
  const counts = body.groups.map(({ before, sequences }) => restore.run({ before, after: body.after, sequences: JSON.stringify(sequences) }).changes)
  return counts.reduce((total, count) => total + count, 0)
}

/** What somebody who leaves was still to read waits for somebody else. Answers how many cases. */
export function freeOpenCases(db: WriteDb, userId: UserId): number {
  return db.prepare(`UPDATE cases SET assignee_id = NULL WHERE assignee_id = ? AND status <> 'signed'`).run(userId).changes
}
