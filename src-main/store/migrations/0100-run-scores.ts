import type { Migration } from './migration.ts'

/** Label key -> score, of a run's result. */
const scoresOf = (result: string): string =>
  `(SELECT json_group_object(value ->> 'name', value -> 'score') FROM json_each(${result}, '$.labels'))`

/**
 * The scores of each run, model by model and without anything else: how good a model is over ten thousand reads is asked
 * of these rows, and reading as many results whole takes seconds. Runs are only ever added, so the copy stays true.
 * Frozen once released.
 */
export const runScores: Migration = {
  number: 100,
  name: 'run-scores',
  statements: [
    `CREATE TABLE run_scores (
       model_id TEXT NOT NULL,
       run_id TEXT NOT NULL REFERENCES runs (run_id),
       model_version TEXT NOT NULL,
       model_sha256 TEXT NOT NULL,
       scores TEXT NOT NULL,
       PRIMARY KEY (model_id, run_id)
     ) STRICT, WITHOUT ROWID`,
    `INSERT INTO run_scores SELECT model_id, run_id, model_version, model_sha256, ${scoresOf('result')} FROM runs`,
    `CREATE TRIGGER runs_keep_scores AFTER INSERT ON runs BEGIN
       INSERT INTO run_scores VALUES (new.model_id, new.run_id, new.model_version, new.model_sha256, ${scoresOf('new.result')});
     END`,
  ],
}
