import { randomUUID } from 'node:crypto'
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

/** What is kept of a change: enough to say which cases it touched and to take it back. */
type ChangeBody =
  | { readonly kind: 'priority'; readonly after: Priority | null; readonly groups: readonly Before<Priority | null>[] }
  | { readonly kind: 'assignee'; readonly after: UserId | null; readonly groups: readonly Before<UserId | null>[] }
  | { readonly kind: 'tag'; readonly tagId: number; readonly present: boolean; readonly sequences: readonly number[] }

export interface ChangeAct {
  readonly userId: UserId
  readonly at: string
}

export interface Changed {
  readonly changeId: ChangeId
  readonly body: ChangeBody
  /** Cases that were not already so. */
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
export function changeCases(db: WriteDb, sequences: readonly number[], change: CaseChange, act: ChangeAct): Changed {
  const body = apply(db, sequences, change)
  const changeId = randomUUID() as string as ChangeId
  db.prepare('INSERT INTO case_changes (change_id, user_id, at, body) VALUES (?, ?, ?, ?)').run(changeId, act.userId, act.at, JSON.stringify(body))
  return { changeId, body, sequences: sequencesIn(body) }
}

const sequencesIn = (body: ChangeBody): readonly number[] =>
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
  const tagged = new Set(db.prepare<[number], number>('SELECT sequence FROM case_tags WHERE tag_id = ?').pluck().all(tagId))
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

/**
 * Takes one's own change back, where what it set still stands; what somebody has set since stays. Answers how many cases.
 * Throws AppError `change.missing`.
 */
export function undoChange(db: WriteDb, changeId: ChangeId, { userId, at }: ChangeAct): number {
  const text = db
    .prepare<[string, string], string>('SELECT body FROM case_changes WHERE change_id = ? AND user_id = ? AND undone_at IS NULL')
    .pluck()
    .get(changeId, userId)
  if (text === undefined) throw new AppError('change.missing')
  db.prepare('UPDATE case_changes SET undone_at = ? WHERE change_id = ?').run(at, changeId)
  return takeBack(db, JSON.parse(text) as ChangeBody)
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
