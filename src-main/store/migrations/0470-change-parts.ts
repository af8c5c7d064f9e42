import type { Migration } from './migration.ts'

/** A change of many cases is written part by part, so that nobody's save waits for all of it. Frozen once released. */
export const changeParts: Migration = {
  number: 470,
  name: 'change-parts',
  statements: [
    `CREATE TABLE change_parts (
       change_id TEXT NOT NULL,
       -- Counted from 0, in the order they were written.
       part INTEGER NOT NULL,
       user_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL,
       -- JSON: what was changed, and what stood before in which cases.
       body TEXT NOT NULL,
       undone_at TEXT,
       PRIMARY KEY (change_id, part)
     ) STRICT, WITHOUT ROWID`,
    `INSERT INTO change_parts SELECT change_id, 0, user_id, at, body, undone_at FROM case_changes`,
    `DROP TABLE case_changes`,
  ],
}
