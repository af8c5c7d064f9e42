import type { Task } from '../../src-shared/domain/case.ts'
import type { PairCounts } from '../agreement/kappa.ts'
import type { ReadDb } from './database.ts'

/** How two readers answered one label over all cases both have signed; only "present" and "absent" are counted. */
export interface LabelPairs extends PairCounts {
  readonly labelSet: string
  readonly label: string
}

/** blind: before either saw the model; signed: as each signed the first time. Later versions know too much to count. */
export type Moment = 'blind' | 'signed'

const columnOf = { blind: 'blind_state', signed: 'state' } as const satisfies Record<Moment, string>

/** Cases of the task that two readers have signed, each their first version. */
export const pairedCaseCount = (db: ReadDb, task: Task): number =>
  db.prepare(`SELECT count(*) FROM (${pairedReads})`).pluck().get(task) as number

export function labelPairs(db: ReadDb, task: Task, moment: Moment): readonly LabelPairs[] {
  const state = columnOf[moment]
  return db
    .prepare<[string], LabelPairs>(
      `WITH pairs AS (${pairedReads})
       SELECT a.label_set AS labelSet, a.label,
              sum(a.${state} = 'present' AND b.${state} = 'present') AS bothPresent,
              sum(a.${state} = 'present' AND b.${state} = 'absent') AS firstOnly,
              sum(a.${state} = 'absent' AND b.${state} = 'present') AS secondOnly,
              sum(a.${state} = 'absent' AND b.${state} = 'absent') AS bothAbsent
         FROM pairs
         JOIN answers a ON a.read_id = pairs.first
         JOIN answers b ON b.read_id = pairs.second AND b.label_set = a.label_set AND b.label = a.label
        WHERE a.${state} IN ('present', 'absent') AND b.${state} IN ('present', 'absent')
        GROUP BY a.label_set, a.label`,
    )
    .all(task)
}

const pairedReads = `
  SELECT f.read_id AS first, s.read_id AS second
    FROM reads f
    JOIN reads s ON s.case_id = f.case_id AND s.seat = 'second' AND s.version = 1 AND s.phase = 'signed'
    JOIN cases c ON c.case_id = f.case_id
   WHERE f.seat = 'first' AND f.version = 1 AND f.phase = 'signed' AND c.task = ?`
