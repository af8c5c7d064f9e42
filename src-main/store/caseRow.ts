import type { CaseRow, CaseStatus, CaseUrgency, PatientKind, Priority, Task, TopScore, AnalysisState } from '../../src-shared/domain/case.ts'
import type { CaseId, PatientId, VisitId } from '../../src-shared/domain/ids.ts'
import { askedLabels } from '../../src-shared/domain/labelRules.ts'
import type { ReadDb } from './database.ts'
import { hangingOrder } from './images.ts'
import { labelSetsOf } from './labelSets.ts'

interface StoredRow {
  readonly sequence: number
  readonly case_id: CaseId
  readonly visit_id: VisitId
  readonly patient_id: PatientId
  readonly pseudonym: string
  readonly kind: PatientKind
  readonly visit_date: string | null
  readonly task: Task
  readonly status: CaseStatus
  readonly priority: Priority | null
  readonly urgent: string | null
  readonly analysis: AnalysisState
  readonly refusal: string | null
  readonly scores_visible: number
  readonly top_scores: string | null
  readonly demonstration: number | null
  readonly imported_at: string
  readonly image_count: number
  readonly thumbnail: string | null
  readonly reader: string | null
  readonly disputed: 0 | 1
  readonly second: 'open' | 'signed' | null
  readonly answered: number
  readonly assignee: string | null
  /** JSON list. */
  readonly tags: string
}

/** SQL for the kind of picture a task is read from; `c` is the case. */
export const kindOfTask = `iif(c.task = 'tongue', 'photo', 'film')`

const selectRows = `
  SELECT c.sequence, c.case_id, c.disputed, c.visit_id, v.patient_id, c.pseudonym, p.kind, c.visit_date, c.task, c.status, c.priority, c.urgent, c.analysis, c.refusal,
         c.scores_visible, c.top_scores, run.demonstration, c.imported_at, u.name AS reader,
         (SELECT iif(s.phase = 'signed', 'signed', 'open') FROM reads s WHERE s.case_id = c.case_id AND s.seat = 'second'
           ORDER BY s.version DESC LIMIT 1) AS second,
         (SELECT count(*) FROM images i WHERE i.visit_id = c.visit_id AND i.kind = ${kindOfTask}) AS image_count,
         (SELECT i.image_id FROM images i WHERE i.visit_id = c.visit_id AND i.kind = ${kindOfTask}
           ORDER BY ${hangingOrder('i')} LIMIT 1) AS thumbnail,
         (SELECT count(*) FROM answers a WHERE a.read_id = r.read_id AND a.state IS NOT NULL) AS answered,
         assignee.name AS assignee,
         (SELECT json_group_array(t.name ORDER BY t.folded) FROM case_tags ct JOIN tags t ON t.tag_id = ct.tag_id
           WHERE ct.sequence = c.sequence) AS tags
    FROM cases c
    JOIN visits v ON v.visit_id = c.visit_id
    JOIN patients p ON p.patient_id = v.patient_id
    LEFT JOIN runs run INDEXED BY runs_facts ON run.run_id = c.run_id
    LEFT JOIN reads r ON r.case_id = c.case_id AND r.seat = 'first'
         AND r.version = (SELECT max(n.version) FROM reads n WHERE n.case_id = c.case_id AND n.seat = 'first')
    LEFT JOIN users u ON u.user_id = r.reader_id
    LEFT JOIN users assignee ON assignee.user_id = c.assignee_id`

/** The worklist's row of one case, or undefined. */
export function caseRow(db: ReadDb, caseId: CaseId): CaseRow | undefined {
  const row = db.prepare(`${selectRows} WHERE c.case_id = ?`).get(caseId) as StoredRow | undefined
  return row === undefined ? undefined : toCaseRow(row, labelCount(db))
}

/** Rows of the cases with these sequence numbers, in the order asked for. */
export function caseRows(db: ReadDb, sequences: readonly number[]): readonly CaseRow[] {
  const found = db
    .prepare(`${selectRows} WHERE c.sequence IN (SELECT value FROM json_each(?))`)
    .all(JSON.stringify(sequences)) as readonly StoredRow[]
  const countOf = labelCount(db)
  const bySequence = new Map(found.map((row) => [row.sequence, row]))
  return sequences.flatMap((sequence) => {
    const row = bySequence.get(sequence)
    return row === undefined ? [] : [toCaseRow(row, countOf)]
  })
}

/** How many labels a read of the task is asked; each task is looked up once. */
function labelCount(db: ReadDb): (task: Task) => number {
  const known = new Map<Task, number>()
  return (task) => {
    const count = known.get(task) ?? labelSetsOf(db, task).reduce((total, set) => total + askedLabels(set).length, 0)
    known.set(task, count)
    return count
  }
}

function toCaseRow(row: StoredRow, countOf: (task: Task) => number): CaseRow {
  return {
    caseId: row.case_id,
    patientId: row.patient_id,
    visitId: row.visit_id,
    pseudonym: row.pseudonym,
    patientKind: row.kind,
    visitDate: row.visit_date,
    task: row.task,
    status: row.status,
    disputed: row.disputed === 1,
    secondReading: row.second,
    priority: row.priority,
    urgent: row.urgent === null ? null : (JSON.parse(row.urgent) as CaseUrgency),
    tags: JSON.parse(row.tags) as string[],
    assignee: row.assignee,
    imageCount: row.image_count,
    analysis: row.analysis,
    refusedBecause: row.analysis === 'refused' && row.refusal !== null ? (JSON.parse(row.refusal) as { code: string }).code : null,
    topScores: row.scores_visible === 1 && row.top_scores !== null ? (JSON.parse(row.top_scores) as TopScore[]) : [],
    demonstration: row.demonstration === 1,
    answeredLabels: row.answered,
    totalLabels: countOf(row.task),
    reader: row.reader,
    readingSeconds: null,
    importedAt: row.imported_at,
    thumbnailImageId: row.thumbnail,
  }
}
