import type { Migration } from './migration.ts'

/**
 * Labels that somebody gave before the pictures came here, beside the reads and never part of one: `items` is a JSON
 * list of what one source says of one picture. Pictures are found again by keyed hashes of their files' names, which
 * are kept nowhere. Frozen once released.
 */
export const givenLabels: Migration = {
  number: 160,
  name: 'given-labels',
  statements: [
    `CREATE TABLE image_names (
       name_key TEXT NOT NULL,
       image_id TEXT NOT NULL REFERENCES images (image_id),
       PRIMARY KEY (name_key, image_id)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE given_sources (
       source_id TEXT PRIMARY KEY,
       task TEXT NOT NULL,
       name TEXT NOT NULL,
       created_at TEXT NOT NULL,
       UNIQUE (task, name)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE given_labels (
       image_id TEXT NOT NULL REFERENCES images (image_id),
       source_id TEXT NOT NULL REFERENCES given_sources (source_id),
       items TEXT NOT NULL,
       PRIMARY KEY (image_id, source_id)
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE given_decisions (
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       given_id TEXT NOT NULL,
       decision TEXT NOT NULL CHECK (decision IN ('accepted', 'overruled')),
       PRIMARY KEY (read_id, given_id)
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX given_decisions_by_item ON given_decisions (given_id)`,
  ],
}
