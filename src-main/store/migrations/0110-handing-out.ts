import type { Migration } from './migration.ts'

/** How close a run's label stands to its operating point: 1 on it, 0 at the far end of its side. */
const closeness = `
  CASE WHEN score >= threshold THEN iif(threshold >= 1, 1.0, 1.0 - (score - threshold) / (1.0 - threshold))
       ELSE 1.0 - (threshold - score) / threshold END`

/**
 * Handing work out: tags, whom a case is assigned to, in which order the model is least certain, and what was changed in
 * many cases at once. A tag keeps its number for good, so that the audit can name it without its words. `uncertainty` is
 * one of ten steps, see docs/decisions/order-by-uncertainty.md. Frozen once released.
 */
export const handingOut: Migration = {
  number: 110,
  name: 'handing-out',
  statements: [
    `CREATE TABLE tags (
       tag_id INTEGER PRIMARY KEY,
       name TEXT NOT NULL,
       -- Two spellings of one word are one tag.
       folded TEXT NOT NULL UNIQUE
     ) STRICT`,
    `CREATE TABLE case_tags (
       tag_id INTEGER NOT NULL REFERENCES tags (tag_id),
       sequence INTEGER NOT NULL REFERENCES cases (sequence),
       PRIMARY KEY (tag_id, sequence)
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX case_tags_by_case ON case_tags (sequence)`,
    `ALTER TABLE cases ADD COLUMN assignee_id TEXT REFERENCES users (user_id)`,
    `CREATE INDEX cases_by_assignee ON cases (assignee_id, sequence)`,
    `ALTER TABLE cases ADD COLUMN uncertainty INTEGER`,
    `UPDATE cases SET uncertainty = (
       SELECT min(9, CAST(10 * max(${closeness}) AS INTEGER))
         FROM (SELECT value ->> 'score' AS score, value ->> 'threshold' AS threshold
                 FROM runs, json_each(runs.result, '$.labels') WHERE runs.run_id = cases.run_id)) WHERE run_id IS NOT NULL`,
    `CREATE INDEX cases_by_uncertainty ON cases (uncertainty, sequence, task, status, shown_score)`,
    // A priority is set in many cases at once: it lies in one index now, not in each order.
    `DROP INDEX cases_by_status`,
    `DROP INDEX cases_by_task`,
    `DROP INDEX cases_by_pseudonym`,
    `DROP INDEX cases_by_visit_date`,
    `DROP INDEX cases_by_shown_score`,
    `CREATE INDEX cases_by_status ON cases (status, sequence, task, shown_score)`,
    `CREATE INDEX cases_by_task ON cases (task, sequence, status, shown_score)`,
    `CREATE INDEX cases_by_pseudonym ON cases (pseudonym, sequence, task, status, shown_score)`,
    `CREATE INDEX cases_by_visit_date ON cases (visit_date, sequence, task, status, shown_score)`,
    `CREATE INDEX cases_by_shown_score ON cases (shown_score, sequence, task, status)`,
    `CREATE TABLE case_changes (
       change_id TEXT PRIMARY KEY,
       user_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL,
       -- JSON: what was changed, and what stood before in which cases.
       body TEXT NOT NULL,
       undone_at TEXT
     ) STRICT, WITHOUT ROWID`,
  ],
}
