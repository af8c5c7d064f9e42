import { randomUUID } from 'node:crypto'
import type { PredictionView } from '../../src-shared/contract/bench.ts'
import type { Analysis, LabelScore } from '../../src-shared/domain/analysis.ts'
import type { TopScore } from '../../src-shared/domain/case.ts'
import type { CaseId, ImageId, RunId } from '../../src-shared/domain/ids.ts'
import { uncertaintyStep } from '../../src-shared/domain/uncertainty.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** How many scores the worklist shows of a case. */
const topScoreCount = 3

export interface NewRun {
  readonly caseId: CaseId
  readonly imageId: ImageId
  readonly analysis: Analysis
  readonly at: string
}

/**
 * Keeps what a model said, for good, and makes it the case's newest run. Runs are only ever added: a signed read names
 * the run it saw, and no later run touches that one.
 */
export function insertRun(db: WriteDb, { caseId, imageId, analysis, at }: NewRun): RunId {
  const runId = randomUUID() as string as RunId
  const { model } = analysis
  db.prepare(
    `INSERT INTO runs (run_id, case_id, image_id, image_sha256, model_id, model_version, model_sha256, provider,
                       demonstration, result, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(runId, caseId, imageId, analysis.sha256, model.id, model.version, model.sha256, model.provider,
    model.demonstration ? 1 : 0, JSON.stringify(analysis), at)
  const top = topScores(analysis.labels)
  db.prepare(
    `UPDATE cases SET analysis = 'done', refusal = NULL, run_id = ?, quality = ?, top_score = ?, top_scores = ?, uncertainty = ?
      WHERE case_id = ?`,
  ).run(runId, JSON.stringify(analysis.quality), top[0]?.score ?? null, JSON.stringify(top), uncertaintyStep(analysis.labels), caseId)
  return runId
}

/** The highest scores, highest first; equal ones keep the model's order. */
export function topScores(labels: readonly LabelScore[]): readonly TopScore[] {
  return labels
    .toSorted((one, other) => other.score - one.score)
    .slice(0, topScoreCount)
    .map(({ name, score, threshold }) => ({ label: name, score, threshold }))
}

/** A run as the bench shows it, or undefined. The caller decides whether the reader may see it yet. */
export function runById(db: ReadDb, runId: RunId): PredictionView | undefined {
  const row = db
    .prepare('SELECT image_id AS imageId, result, created_at AS createdAt FROM runs WHERE run_id = ?')
    .get(runId) as { imageId: ImageId; result: string; createdAt: string } | undefined
  if (row === undefined) return undefined
  const { model, labels, maps, segmentation, tongue } = JSON.parse(row.result) as Analysis
  return { runId, imageId: row.imageId, model, labels, maps, segmentation, tongue, createdAt: row.createdAt }
}

/** What a run calls each label, read without its maps; empty for a run that is not there. */
export function callsOfRun(db: ReadDb, runId: RunId): ReadonlyMap<string, LabelScore['call']> {
  const text = db.prepare(`SELECT json_extract(result, '$.labels') FROM runs WHERE run_id = ?`).pluck().get(runId) as
    | string
    | undefined
  const labels = JSON.parse(text ?? '[]') as readonly LabelScore[]
  return new Map(labels.map(({ name, call }) => [name, call]))
}
