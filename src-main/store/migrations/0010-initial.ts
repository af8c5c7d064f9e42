import type { Migration } from './migration.ts'

/**
 * patient -> visit -> images; a case is a visit read for one task; a case has reads (one per version), a read has
 * answers and marks. Times are ISO 8601 UTC text; order is by the `sequence` integers, never by the clock.
 * Frozen once released.
 */
export const initial: Migration = {
  number: 10,
  name: 'initial',
  statements: [
    `CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE users (
       user_id TEXT PRIMARY KEY,
       name TEXT NOT NULL UNIQUE,
       role TEXT NOT NULL CHECK (role IN ('owner')),
       created_at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE patients (
       patient_id TEXT PRIMARY KEY,
       pseudonym TEXT NOT NULL UNIQUE,
       kind TEXT NOT NULL CHECK (kind IN ('given', 'grouped')),
       created_at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE visits (
       visit_id TEXT PRIMARY KEY,
       patient_id TEXT NOT NULL REFERENCES patients (patient_id),
       visit_date TEXT,
       created_at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX visits_by_patient ON visits (patient_id, visit_date)`,
    `CREATE TABLE images (
       image_id TEXT PRIMARY KEY,
       visit_id TEXT NOT NULL REFERENCES visits (visit_id),
       sha256 TEXT NOT NULL UNIQUE,
       bytes INTEGER NOT NULL,
       role TEXT NOT NULL CHECK (role IN ('main', 'prior', 'underside')),
       kind TEXT NOT NULL CHECK (kind IN ('photo', 'film')),
       likeness TEXT NOT NULL,
       info TEXT NOT NULL,
       imported_at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX images_by_visit ON images (visit_id)`,
    `CREATE TABLE cases (
       sequence INTEGER PRIMARY KEY,
       case_id TEXT NOT NULL UNIQUE,
       visit_id TEXT NOT NULL REFERENCES visits (visit_id),
       task TEXT NOT NULL CHECK (task IN ('tongue', 'chestxray11', 'chestxray14')),
       status TEXT NOT NULL CHECK (status IN ('new', 'reading', 'signed')) DEFAULT 'new',
       analysis TEXT NOT NULL CHECK (analysis IN ('none', 'queued', 'done', 'refused')) DEFAULT 'none',
       refusal TEXT,
       quality TEXT,
       run_id TEXT,
       -- Worklist columns, kept in step in the same transaction as what they repeat, so that 100,000 rows sort by index.
       pseudonym TEXT NOT NULL,
       visit_date TEXT,
       imported_at TEXT NOT NULL,
       top_score REAL,
       top_scores TEXT,
       scores_visible INTEGER NOT NULL DEFAULT 0,
       -- Sorting or filtering by a hidden score would tell it: the worklist knows only this one, kept by a trigger.
       shown_score REAL,
       UNIQUE (visit_id, task)
     ) STRICT`,
    // Each order carries the filtered columns, so that a filtered and sorted page is cut from one index.
    `CREATE INDEX cases_by_status ON cases (status, sequence, task, shown_score)`,
    `CREATE INDEX cases_by_task ON cases (task, sequence, status, shown_score)`,
    `CREATE INDEX cases_by_pseudonym ON cases (pseudonym, sequence, task, status, shown_score)`,
    `CREATE INDEX cases_by_visit_date ON cases (visit_date, sequence, task, status, shown_score)`,
    `CREATE INDEX cases_by_shown_score ON cases (shown_score, sequence, task, status)`,
    `CREATE INDEX cases_by_analysis ON cases (analysis, sequence)`,
    `CREATE TRIGGER cases_show_score AFTER UPDATE OF scores_visible, top_score ON cases BEGIN
       UPDATE cases SET shown_score = iif(new.scores_visible = 1, new.top_score, NULL) WHERE sequence = new.sequence;
     END`,
    `CREATE VIRTUAL TABLE case_text USING fts5 (pseudonym, impression, note, tokenize = 'trigram')`,
    `CREATE TABLE runs (
       run_id TEXT PRIMARY KEY,
       case_id TEXT NOT NULL REFERENCES cases (case_id),
       image_id TEXT NOT NULL REFERENCES images (image_id),
       image_sha256 TEXT NOT NULL,
       model_id TEXT NOT NULL,
       model_version TEXT NOT NULL,
       model_sha256 TEXT NOT NULL,
       provider TEXT NOT NULL,
       demonstration INTEGER NOT NULL,
       result TEXT NOT NULL,
       created_at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX runs_by_case ON runs (case_id)`,
    `CREATE TABLE reads (
       read_id TEXT PRIMARY KEY,
       case_id TEXT NOT NULL REFERENCES cases (case_id),
       version INTEGER NOT NULL,
       reader_id TEXT NOT NULL REFERENCES users (user_id),
       phase TEXT NOT NULL CHECK (phase IN ('blind', 'revealed', 'signed')),
       revision INTEGER NOT NULL DEFAULT 0,
       note TEXT NOT NULL DEFAULT '',
       impression TEXT NOT NULL DEFAULT '',
       amendment_reason TEXT NOT NULL DEFAULT '',
       run_id TEXT REFERENCES runs (run_id),
       saved_at TEXT,
       signer_id TEXT REFERENCES users (user_id),
       signed_at TEXT,
       record_sha256 TEXT,
       UNIQUE (case_id, version)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE answers (
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       label_set TEXT NOT NULL,
       label TEXT NOT NULL,
       state TEXT CHECK (state IN ('present', 'absent', 'unsure', 'notAssessable')),
       blind_state TEXT CHECK (blind_state IN ('present', 'absent', 'unsure', 'notAssessable')),
       decision TEXT CHECK (decision IN ('accepted', 'overruled')),
       reason TEXT NOT NULL DEFAULT '',
       PRIMARY KEY (read_id, label_set, label)
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX answers_by_label ON answers (label, state, read_id)`,
    `CREATE TABLE marks (
       mark_id TEXT NOT NULL,
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       image_id TEXT NOT NULL REFERENCES images (image_id),
       body TEXT NOT NULL,
       PRIMARY KEY (read_id, mark_id)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE import_reports (job_id TEXT PRIMARY KEY, report TEXT NOT NULL, created_at TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE exports (
       sequence INTEGER PRIMARY KEY,
       export_id TEXT NOT NULL UNIQUE,
       format TEXT NOT NULL,
       report TEXT NOT NULL,
       created_at TEXT NOT NULL
     ) STRICT`,
    `CREATE TABLE audit (
       sequence INTEGER PRIMARY KEY,
       previous_sha256 TEXT NOT NULL,
       sha256 TEXT NOT NULL,
       at TEXT NOT NULL,
       event TEXT NOT NULL,
       outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
       user_id TEXT,
       role TEXT,
       workstation TEXT NOT NULL,
       object TEXT,
       before_sha256 TEXT,
       after_sha256 TEXT,
       detail TEXT NOT NULL
     ) STRICT`,
  ],
}
