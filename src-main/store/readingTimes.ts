import type { ReaderProgress } from '../../src-shared/contract/progress.ts'
import type { CaseId, ReadId, UserId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface TimeSpent {
  readonly readId: ReadId
  readonly readerId: UserId
  readonly phase: 'blind' | 'revealed'
  readonly milliseconds: number
}

/** Adds to what a person has spent on a read. */
export function addReadingTime(db: WriteDb, spent: TimeSpent): void {
  db.prepare(
    `INSERT INTO reading_times (read_id, reader_id, phase, milliseconds) VALUES (@readId, @readerId, @phase, @milliseconds)
     ON CONFLICT (read_id, reader_id, phase) DO UPDATE SET milliseconds = milliseconds + @milliseconds`,
  ).run(spent)
}

/** All that one person has spent on a read, in milliseconds. */
export const readingMsOf = (db: ReadDb, readId: ReadId, readerId: UserId): number =>
  db.prepare<[string, string], number>('SELECT coalesce(sum(milliseconds), 0) FROM reading_times WHERE read_id = ? AND reader_id = ?').pluck().get(readId, readerId) ?? 0

/** Whole seconds that were spent on a read by whoever read it; null where nothing was measured. */
export function readingSecondsOf(db: ReadDb, readId: ReadId): number | null {
  const spent = db.prepare<[string], number | null>('SELECT sum(milliseconds) FROM reading_times WHERE read_id = ?').pluck().get(readId) ?? null
  return spent === null ? null : seconds(spent)
}

/** Whole seconds by case: of one person's readings, or of everybody's where that is null. Cases without any are not there. */
export function readingSecondsByCase(db: ReadDb, cases: readonly CaseId[], readerId: UserId | null): ReadonlyMap<CaseId, number> {
  const rows = db
    .prepare<[{ readonly cases: string; readonly readerId: string | null }], { caseId: CaseId; milliseconds: number }>(
      `SELECT r.case_id AS caseId, sum(t.milliseconds) AS milliseconds FROM reads r JOIN reading_times t ON t.read_id = r.read_id
        WHERE r.case_id IN (SELECT value FROM json_each(:cases)) AND (:readerId IS NULL OR t.reader_id = :readerId) GROUP BY r.case_id`,
    )
    .all({ cases: JSON.stringify(cases), readerId })
  return new Map(rows.map(({ caseId, milliseconds }) => [caseId, seconds(milliseconds)]))
}

/** What each person has spent on readings that are signed. */
export function readingByReader(db: ReadDb): ReadonlyMap<UserId, NonNullable<ReaderProgress['reading']>> {
  const rows = db
    .prepare<[], { readerId: UserId; milliseconds: number }>(
      `SELECT t.reader_id AS readerId, sum(t.milliseconds) AS milliseconds FROM reading_times t JOIN reads r ON r.read_id = t.read_id
        WHERE r.phase = 'signed' GROUP BY t.reader_id, t.read_id ORDER BY t.reader_id, milliseconds`,
    )
    .all()
  const readers = [...new Set(rows.map(({ readerId }) => readerId))]
  return new Map(
    readers.map((reader) => {
      const spent = rows.flatMap(({ readerId, milliseconds }) => (readerId === reader ? [milliseconds] : []))
      const middle = ((spent[Math.floor((spent.length - 1) / 2)] ?? 0) + (spent[Math.ceil((spent.length - 1) / 2)] ?? 0)) / 2
      return [reader, { readings: spent.length, medianSeconds: seconds(middle), totalSeconds: seconds(spent.reduce((sum, one) => sum + one, 0)) }]
    }),
  )
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000)
