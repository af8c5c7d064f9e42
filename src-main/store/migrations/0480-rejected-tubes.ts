import type { Migration } from './migration.ts'

/** Suggested tubes that a reader does not want are kept with the read. Frozen once released. */
export const rejectedTubes: Migration = {
  number: 480,
  name: 'rejected-tubes',
  statements: [
    `CREATE TABLE rejected_tubes (
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       image_id TEXT NOT NULL REFERENCES images (image_id),
       -- Kind and points as suggested: the same suggestion is rejected once.
       suggestion TEXT NOT NULL,
       -- JSON: picture, kind, model, version, score and points.
       body TEXT NOT NULL,
       PRIMARY KEY (read_id, image_id, suggestion)
     ) STRICT, WITHOUT ROWID`,
  ],
}
