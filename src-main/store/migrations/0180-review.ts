import type { Migration } from './migration.ts'

/** Readings that were given up, as they stood; and what people write to each other about a case. Frozen once released. */
export const review: Migration = {
  number: 180,
  name: 'review',
  statements: [
    `CREATE TABLE given_up_reads (
       read_id TEXT PRIMARY KEY,
       case_id TEXT NOT NULL REFERENCES cases (case_id),
       reader_id TEXT NOT NULL REFERENCES users (user_id),
       by_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL,
       reason TEXT NOT NULL,
       -- JSON: the read with its answers, marks and texts.
       body TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE comments (
       comment_id TEXT PRIMARY KEY,
       sequence INTEGER NOT NULL UNIQUE,
       case_id TEXT NOT NULL REFERENCES cases (case_id),
       author_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL,
       text TEXT NOT NULL,
       -- The drawn thing it is about. No reference: the shape may go, the comment stays.
       mark_id TEXT,
       resolved_by TEXT REFERENCES users (user_id),
       resolved_at TEXT
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX comments_by_case ON comments (case_id, sequence)`,
  ],
}
