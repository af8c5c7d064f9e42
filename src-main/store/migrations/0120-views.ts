import type { Migration } from './migration.ts'

/** How each person likes their worklist: place 0 is how they left it, 1 to 9 are views with a name. Frozen once released. */
export const views: Migration = {
  number: 120,
  name: 'views',
  statements: [
    `CREATE TABLE worklist_views (
       user_id TEXT NOT NULL REFERENCES users (user_id),
       place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 9),
       name TEXT NOT NULL,
       -- JSON: filter with its order, and columns.
       body TEXT NOT NULL,
       PRIMARY KEY (user_id, place)
     ) STRICT, WITHOUT ROWID`,
  ],
}
