import { randomUUID } from 'node:crypto'
import type { AnalysisState, CaseStatus, Priority, Task } from '../../src-shared/domain/case.ts'
import type { CaseId, PatientId, RunId, VisitId } from '../../src-shared/domain/ids.ts'
import type { Quality } from '../../src-shared/domain/analysis.ts'
import { AppError, type ErrorCode, type ErrorDetail } from '../../src-shared/errors.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface Refusal {
  readonly code: ErrorCode
  readonly detail: ErrorDetail
}

export interface CaseFacts {
  readonly sequence: number
  readonly caseId: CaseId
  readonly visitId: VisitId
  readonly patientId: PatientId
  readonly task: Task
  readonly status: CaseStatus
  readonly priority: Priority | null
  readonly analysis: AnalysisState
  readonly runId: RunId | null
  readonly refusal: Refusal | null
  readonly quality: Quality
  readonly scoresVisible: boolean
}

interface StoredCase {
  readonly sequence: number
  readonly case_id: CaseId
  readonly visit_id: VisitId
  readonly patient_id: PatientId
  readonly task: Task
  readonly status: CaseStatus
  readonly priority: Priority | null
  readonly analysis: AnalysisState
  readonly run_id: RunId | null
  readonly refusal: string | null
  readonly quality: string | null
  readonly scores_visible: number
}

/** What the store knows of a case. Throws AppError `case.missing`. */
export function caseFacts(db: ReadDb, caseId: CaseId): CaseFacts {
  const row = db
    .prepare('SELECT c.*, v.patient_id FROM cases c JOIN visits v ON v.visit_id = c.visit_id WHERE c.case_id = ?')
    .get(caseId) as StoredCase | undefined
  if (row === undefined) throw new AppError('case.missing')
  return {
    sequence: row.sequence,
    caseId: row.case_id,
    visitId: row.visit_id,
    patientId: row.patient_id,
    task: row.task,
    status: row.status,
    priority: row.priority,
    analysis: row.analysis,
    runId: row.run_id,
    refusal: row.refusal === null ? null : (JSON.parse(row.refusal) as Refusal),
    quality: row.quality === null ? {} : (JSON.parse(row.quality) as Quality),
    scoresVisible: row.scores_visible === 1,
  }
}

/** The case of a visit for a task, made (with its analysis queued) where there is none yet. */
export function ensureCase(db: WriteDb, visitId: VisitId, task: Task, at: string): { caseId: CaseId; isNew: boolean } {
  const known = db.prepare('SELECT case_id FROM cases WHERE visit_id = ? AND task = ?').pluck().get(visitId, task) as
    | CaseId
    | undefined
  if (known !== undefined) return { caseId: known, isNew: false }
  const caseId = randomUUID() as string as CaseId
  const visit = db
    .prepare('SELECT v.visit_date, p.pseudonym FROM visits v JOIN patients p ON p.patient_id = v.patient_id WHERE v.visit_id = ?')
    .get(visitId) as { visit_date: string | null; pseudonym: string }
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO cases (case_id, visit_id, task, analysis, pseudonym, visit_date, imported_at)
       VALUES (?, ?, ?, 'queued', ?, ?, ?)`,
    )
    .run(caseId, visitId, task, visit.pseudonym, visit.visit_date, at)
  // The search finds a case by its row number.
  db.prepare(`INSERT INTO case_text (rowid, pseudonym, impression, note) VALUES (?, ?, '', '')`).run(
    lastInsertRowid,
    visit.pseudonym,
  )
  return { caseId, isNew: true }
}

/** Marks a case as waiting for its analysis. */
export function queueAnalysis(db: WriteDb, caseId: CaseId): void {
  db.prepare(`UPDATE cases SET analysis = 'queued' WHERE case_id = ?`).run(caseId)
}

/** The case that has waited longest, or undefined. */
export function nextQueuedCase(db: ReadDb): CaseId | undefined {
  return db.prepare(`SELECT case_id FROM cases WHERE analysis = 'queued' ORDER BY sequence LIMIT 1`).pluck().get() as
    | CaseId
    | undefined
}

export function queuedCaseCount(db: ReadDb): number {
  return db.prepare(`SELECT count(*) FROM cases WHERE analysis = 'queued'`).pluck().get() as number
}

/** Takes every waiting case off the queue: a case with an earlier run shows that one again. Answers how many. */
export function clearAnalysisQueue(db: WriteDb): number {
  return db
    .prepare(`UPDATE cases SET analysis = iif(run_id IS NULL, 'none', 'done') WHERE analysis = 'queued'`)
    .run().changes
}

/**
 * Records that a picture was refused, with what was measured before. A case that an earlier run has scored keeps that
 * run: a failure never takes away what could be seen before.
 */
export function refuseAnalysis(db: WriteDb, caseId: CaseId, refusal: Refusal, quality: Quality): void {
  db.prepare(
    `UPDATE cases SET analysis = iif(run_id IS NULL, 'refused', 'done'),
                      refusal = iif(run_id IS NULL, ?, NULL), quality = coalesce(?, quality) WHERE case_id = ?`,
  ).run(JSON.stringify(refusal), Object.keys(quality).length === 0 ? null : JSON.stringify(quality), caseId)
}
