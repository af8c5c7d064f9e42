import type { Migration } from './migration.ts'

/** What a table of cases said of a picture beside its patient and its date. Frozen once released. */
export const sideData: Migration = {
  number: 90,
  name: 'side-data',
  statements: [
    `CREATE TABLE side_data (
       image_id TEXT PRIMARY KEY REFERENCES images (image_id),
       -- JSON: a list of {name, value} in the order of the table's columns.
       columns TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
  ],
}
