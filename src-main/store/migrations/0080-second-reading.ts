import type { Migration } from './migration.ts'

const columns = `read_id, case_id, version, reader_id, phase, revision, note, impression, amendment_reason, run_id, saved_at,
  signer_id, signed_at, record_sha256, label_versions`

/**
 * Two chairs at a case: `first` is the case's own read, whose newest signed version counts; `second` reads the same
 * pictures without knowing it. Where the two differ, a version of the first one names the second whose differences it
 * settles. A UNIQUE cannot be altered, so the table is made again; what refers to a read finds the same read there.
 * Frozen once released.
 */
export const secondReading: Migration = {
  number: 80,
  name: 'second-reading',
  statements: [
    `PRAGMA defer_foreign_keys = ON`,
    `CREATE TABLE reads_before AS SELECT ${columns} FROM reads`,
    `DROP TABLE reads`,
    `CREATE TABLE reads (
       read_id TEXT PRIMARY KEY,
       case_id TEXT NOT NULL REFERENCES cases (case_id),
       seat TEXT NOT NULL CHECK (seat IN ('first', 'second')) DEFAULT 'first',
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
       label_versions TEXT,
       settles TEXT REFERENCES reads (read_id),
       UNIQUE (case_id, seat, version)
     ) STRICT, WITHOUT ROWID`,
    `INSERT INTO reads (${columns}) SELECT ${columns} FROM reads_before`,
    `DROP TABLE reads_before`,
    `ALTER TABLE cases ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1))`,
    `CREATE INDEX cases_disputed ON cases (sequence) WHERE disputed = 1`,
    // Whether somebody has looked at a case before they read it a second time.
    `CREATE INDEX audit_by_object ON audit (object, event, user_id)`,
  ],
}
