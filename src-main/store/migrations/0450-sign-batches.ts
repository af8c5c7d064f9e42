import type { Migration } from './migration.ts'

/** Readings that are signed together after a sample of them was signed singly. Frozen once released. */
export const signBatches: Migration = {
  number: 450,
  name: 'sign-batches',
  statements: [
    `CREATE TABLE sign_batches (
       sequence INTEGER PRIMARY KEY,
       batch_id TEXT NOT NULL UNIQUE,
       user_id TEXT NOT NULL REFERENCES users (user_id),
       begun_at TEXT NOT NULL,
       seed TEXT NOT NULL,
       share REAL NOT NULL,
       state TEXT NOT NULL CHECK (state IN ('open', 'signed', 'stopped', 'givenUp')),
       -- Of whoever ended it unsigned.
       reason TEXT NOT NULL DEFAULT ''
     ) STRICT`,
    `CREATE TABLE sign_batch_reads (
       batch_id TEXT NOT NULL REFERENCES sign_batches (batch_id),
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       sampled INTEGER NOT NULL CHECK (sampled IN (0, 1)),
       -- Of the read as it was drawn.
       content_sha256 TEXT NOT NULL,
       -- With the batch, not singly.
       signed INTEGER NOT NULL DEFAULT 0 CHECK (signed IN (0, 1)),
       PRIMARY KEY (batch_id, read_id)
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX sign_batch_reads_by_read ON sign_batch_reads (read_id)`,
  ],
}
