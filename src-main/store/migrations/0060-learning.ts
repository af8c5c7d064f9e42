import type { Migration } from './migration.ts'

/**
 * The loop from signed labels to a new model: which cases a training bundle held, models that were added, how they did
 * against the one in use, and which one was in use when. Nothing here is ever changed or deleted. Frozen once released.
 */
export const learning: Migration = {
  number: 60,
  name: 'learning',
  statements: [
    `CREATE TABLE bundle_cases (
       export_id TEXT NOT NULL REFERENCES exports (export_id),
       case_id TEXT NOT NULL REFERENCES cases (case_id),
       -- The patient then: moving a case to another patient does not undo that this one was trained on.
       patient_id TEXT NOT NULL,
       record_sha256 TEXT NOT NULL,
       PRIMARY KEY (export_id, case_id)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE model_versions (
       sequence INTEGER PRIMARY KEY,
       version_id TEXT NOT NULL UNIQUE,
       task TEXT NOT NULL,
       model_id TEXT NOT NULL,
       version TEXT NOT NULL,
       weights_sha256 TEXT NOT NULL,
       manifest_sha256 TEXT NOT NULL UNIQUE,
       folder TEXT NOT NULL,
       demonstration INTEGER NOT NULL,
       acceptance TEXT NOT NULL,
       added_by TEXT NOT NULL REFERENCES users (user_id),
       added_at TEXT NOT NULL,
       UNIQUE (model_id, version)
     ) STRICT`,
    `CREATE TABLE model_comparisons (
       sequence INTEGER PRIMARY KEY,
       comparison_id TEXT NOT NULL UNIQUE,
       challenger_id TEXT NOT NULL REFERENCES model_versions (version_id),
       active_id TEXT REFERENCES model_versions (version_id),
       active_sha256 TEXT NOT NULL,
       result TEXT NOT NULL,
       created_at TEXT NOT NULL
     ) STRICT`,
    `CREATE TABLE model_activations (
       sequence INTEGER PRIMARY KEY,
       task TEXT NOT NULL,
       kind TEXT NOT NULL CHECK (kind IN ('activate', 'rollback')),
       version_id TEXT REFERENCES model_versions (version_id),
       comparison_id TEXT REFERENCES model_comparisons (comparison_id),
       reason TEXT NOT NULL,
       user_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL
     ) STRICT`,
  ],
}
