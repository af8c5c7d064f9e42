import { labelSetsOfTask, type Task } from '../../src-shared/domain/case.ts'
import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import type { ReadId, RunId } from '../../src-shared/domain/ids.ts'
import type { AnswerState } from '../../src-shared/domain/label.ts'
import type { ReadDb } from './database.ts'
import { openDifferences } from './disputes.ts'

interface SeenRun {
  readonly runId: RunId
  readonly version: string
  readonly sha256: string
  /** Label key -> score, as JSON. */
  readonly scores: string
}

/** What a model said of a case, and what its reader had answered before seeing it. */
export interface JudgedRun extends Omit<SeenRun, 'scores'> {
  readonly patientId: string
  readonly pseudonym: string
  readonly signedAt: string
  readonly scores: Readonly<Record<string, number>>
  /** Label key -> the blind answer; without those on which a second reader differs and nobody has decided yet. */
  readonly blind: Readonly<Record<string, AnswerState>>
}

interface SignedRead extends Pick<JudgedRun, 'runId' | 'patientId' | 'pseudonym' | 'signedAt'> {
  readonly readId: ReadId
  readonly disputed: number
}

/** A run's labels with their operating points, and whether its model was a demonstration. */
export interface RunFacts {
  readonly task: Task
  readonly demonstration: boolean
  readonly labels: readonly LabelScore[]
}

/** Facts of any run of a model (of one version, or of all); undefined where there is none. */
export function factsOfRuns(db: ReadDb, modelId: string, version: string | null): RunFacts | undefined {
  const row = db
    .prepare<[object], { task: Task; demonstration: number; labels: string }>(
      `SELECT c.task, u.demonstration, json_extract(u.result, '$.labels') AS labels
         FROM run_scores s JOIN runs u ON u.run_id = s.run_id JOIN cases c ON c.case_id = u.case_id
        WHERE s.model_id = :modelId AND (:version IS NULL OR s.model_version = :version) LIMIT 1`,
    )
    .get({ modelId, version })
  return row && { task: row.task, demonstration: row.demonstration === 1, labels: JSON.parse(row.labels) as readonly LabelScore[] }
}

/**
 * Of every case whose newest signed version saw a run of this model, that run and the blind answers. Three walks through
 * whole tables: looking ten thousand rows up one by one decrypts many more pages.
 */
export function judgedRuns(db: ReadDb, modelId: string, task: Task): readonly JudgedRun[] {
  const runs = new Map(seenRuns(db, modelId).map((run) => [run.runId, run]))
  if (runs.size === 0) return []
  const reads = (db.prepare(selectSigned).all({ task }) as readonly SignedRead[]).filter(({ runId }) => runs.has(runId))
  const answers = reads.length === 0 ? new Map<ReadId, string>() : blindAnswers(db, task)
  return reads.flatMap(({ readId, disputed, ...read }) => {
    const run = runs.get(read.runId)
    if (run === undefined) return []
    const blind = JSON.parse(answers.get(readId) ?? '{}') as Record<string, AnswerState>
    for (const { label } of disputed === 1 ? openDifferences(db, readId) : []) delete blind[label]
    return [{ ...read, version: run.version, sha256: run.sha256, scores: JSON.parse(run.scores) as Record<string, number>, blind }]
  })
}

const selectSigned = `
  SELECT r.read_id AS readId, r.run_id AS runId, r.signed_at AS signedAt, v.patient_id AS patientId, c.pseudonym, c.disputed
    FROM reads r
    JOIN cases c ON c.case_id = r.case_id
    JOIN visits v ON v.visit_id = c.visit_id
   WHERE r.seat = 'first' AND r.phase = 'signed' AND r.run_id IS NOT NULL AND c.task = :task
     AND r.version = (SELECT max(n.version) FROM reads n WHERE n.case_id = r.case_id AND n.seat = 'first' AND n.phase = 'signed')`

const seenRuns = (db: ReadDb, modelId: string): readonly SeenRun[] =>
  db
    .prepare<[string], SeenRun>(
      'SELECT run_id AS runId, model_version AS version, model_sha256 AS sha256, scores FROM run_scores WHERE model_id = ?',
    )
    .all(modelId)

/** Read -> its blind answers as JSON, in the label set whose keys the task's model scores; unsure ones say nothing. */
function blindAnswers(db: ReadDb, task: Task): ReadonlyMap<ReadId, string> {
  const rows = db
    .prepare<[string], { readonly readId: ReadId; readonly blind: string }>(
      `SELECT read_id AS readId, json_group_object(label, blind_state) AS blind FROM answers
        WHERE label_set = ? AND blind_state IN ('present', 'absent') GROUP BY read_id`,
    )
    .all(labelSetsOfTask[task][0])
  return new Map(rows.map(({ readId, blind }) => [readId, blind]))
}
