import type { Progress, ReaderProgress, TaskProgress } from '../../src-shared/contract/progress.ts'
import type { UserId } from '../../src-shared/domain/ids.ts'
import type { ReadDb } from './database.ts'
import { readingByReader } from './readingTimes.ts'

/** How far the whole store is, task by task and person by person; how long persons read is for admins. */
export function progressOf(db: ReadDb, withReadingTimes: boolean): Progress {
  const spent = withReadingTimes ? readingByReader(db) : new Map<UserId, never>()
  return { tasks: tasksOf(db), readers: readersOf(db).map((reader) => ({ ...reader, reading: spent.get(reader.userId) ?? null })) }
}

function tasksOf(db: ReadDb): readonly TaskProgress[] {
  return db
    .prepare<[], TaskProgress>(
      `SELECT c.task, count(*) AS imported, sum(c.run_id IS NOT NULL) AS analysed,
              sum(c.status <> 'new') - coalesce(blind.cases, 0) AS read,
              sum(c.status = 'signed') AS signed, sum(c.disputed) AS disputed
         FROM cases c
         LEFT JOIN (SELECT b.task, count(*) AS cases FROM reads r JOIN cases b ON b.case_id = r.case_id
                     WHERE r.seat = 'first' AND r.phase = 'blind' GROUP BY b.task) blind ON blind.task = c.task
        GROUP BY c.task ORDER BY c.task`,
    )
    .all()
}

/** Of each reading only the newest version counts: an amendment that is open makes it an open one again. */
function readersOf(db: ReadDb): readonly Omit<ReaderProgress, 'reading'>[] {
  return db
    .prepare<[], Omit<ReaderProgress, 'reading'>>(
      `WITH newest AS (
         SELECT r.reader_id, r.phase FROM reads r
          WHERE NOT EXISTS (SELECT 1 FROM reads n WHERE n.case_id = r.case_id AND n.seat = r.seat AND n.version > r.version)),
       done AS (SELECT reader_id, sum(phase <> 'signed') AS open, sum(phase = 'signed') AS signed FROM newest GROUP BY reader_id),
       handed AS (SELECT assignee_id, count(*) AS waiting FROM cases
                   WHERE assignee_id IS NOT NULL AND status <> 'signed' GROUP BY assignee_id)
       SELECT u.user_id AS userId, u.name, coalesce(done.open, 0) AS open, coalesce(done.signed, 0) AS signed,
              coalesce(handed.waiting, 0) AS waiting
         FROM users u LEFT JOIN done ON done.reader_id = u.user_id LEFT JOIN handed ON handed.assignee_id = u.user_id
        WHERE done.reader_id IS NOT NULL OR handed.assignee_id IS NOT NULL
        ORDER BY u.created_at, u.user_id`,
    )
    .all()
}
