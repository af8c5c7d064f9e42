import type { Migration } from './migration.ts'

/** Label sets as data: versions made here follow the one that came with the program. */
export const labelSets: Migration = {
  number: 20,
  name: 'label-sets',
  statements: [
    `CREATE TABLE label_sets (
       set_id TEXT NOT NULL,
       version INTEGER NOT NULL,
       body TEXT NOT NULL,
       reason TEXT NOT NULL,
       user_id TEXT NOT NULL REFERENCES users (user_id),
       created_at TEXT NOT NULL,
       PRIMARY KEY (set_id, version)
     ) STRICT, WITHOUT ROWID`,
    // Which versions a signed read answered, as JSON; NULL while it is open, and for reads signed before: the first.
    `ALTER TABLE reads ADD COLUMN label_versions TEXT`,
  ],
}
