import type { CaseId, ReadId } from '../../src-shared/domain/ids.ts'
import type { LabelRef } from '../../src-shared/domain/label.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** The two signed readings of a case that stand beside each other. */
export interface Pair {
  readonly first: ReadId
  readonly second: ReadId
  /** The first one has decided where this second one differs. */
  readonly settled: boolean
}

/** Newest signed versions of both seats, or undefined where one of them has none. */
export function signedPair(db: ReadDb, caseId: CaseId): Pair | undefined {
  const newest = db.prepare<[string, string], { readId: ReadId; settles: ReadId | null }>(
    `SELECT read_id AS readId, settles FROM reads WHERE case_id = ? AND seat = ? AND phase = 'signed'
      ORDER BY version DESC LIMIT 1`,
  )
  const [first, second] = [newest.get(caseId, 'first'), newest.get(caseId, 'second')]
  if (first === undefined || second === undefined) return undefined
  return { first: first.readId, second: second.readId, settled: first.settles === second.readId }
}

/** Labels that both readings answer, and answer differently. What one of them leaves open is no difference. */
export function differences(db: ReadDb, { first, second }: Pair): readonly LabelRef[] {
  return db
    .prepare<[string, string], LabelRef>(
      `SELECT a.label_set AS labelSet, a.label FROM answers a
         JOIN answers b ON b.read_id = ? AND b.label_set = a.label_set AND b.label = a.label
        WHERE a.read_id = ? AND a.state <> b.state ORDER BY a.label_set, a.label`,
    )
    .all(second, first)
}

/** Labels of a case's signed read on which the second reading differs and nobody has decided. */
export function openDifferences(db: ReadDb, readId: ReadId): readonly LabelRef[] {
  const disputed = db
    .prepare<[string], CaseId>(
      'SELECT c.case_id FROM cases c JOIN reads r ON r.case_id = c.case_id WHERE r.read_id = ? AND c.disputed = 1',
    )
    .pluck()
    .get(readId)
  const pair = disputed === undefined ? undefined : signedPair(db, disputed)
  return pair === undefined ? [] : differences(db, pair)
}

/** Says of a case whether its two readings differ; after every signature. */
export function noteDispute(db: WriteDb, caseId: CaseId): void {
  const pair = signedPair(db, caseId)
  const disputed = pair !== undefined && !pair.settled && differences(db, pair).length > 0
  db.prepare('UPDATE cases SET disputed = ? WHERE case_id = ?').run(disputed ? 1 : 0, caseId)
}

/** Turns a new version of the first read into the one that decides: what the two differ on is open again. */
export function openToSettle(db: WriteDb, readId: ReadId, pair: Pair): void {
  db.prepare('UPDATE reads SET settles = ? WHERE read_id = ?').run(pair.second, readId)
  const forget = db.prepare('DELETE FROM answers WHERE read_id = ? AND label_set = ? AND label = ?')
  for (const { labelSet, label } of differences(db, pair)) forget.run(readId, labelSet, label)
}

/** Whether a person is at a second, independent reading of the case. */
export const readsSecond = (db: ReadDb, caseId: CaseId, userId: string | null): boolean =>
  db.prepare(`SELECT 1 FROM reads WHERE case_id = ? AND reader_id = ? AND seat = 'second' AND phase <> 'signed' LIMIT 1`).get(caseId, userId) !== undefined

/** Whether a person has opened the case before, in any way. */
export const hasSeen = (db: ReadDb, caseId: CaseId, userId: string): boolean =>
  db
    .prepare(
      `SELECT 1 FROM audit WHERE object = ? AND user_id = ? AND outcome = 'done'
          AND event IN ('case.open', 'read.second', 'read.takeOver', 'read.settle', 'report.make', 'results.make') LIMIT 1`,
    )
    .get(caseId, userId) !== undefined
