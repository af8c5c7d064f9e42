import type { Migration } from './migration.ts'

/** Files of the watched folder that have been dealt with. Frozen once released. */
export const watchedFolder: Migration = {
  number: 250,
  name: 'watched-folder',
  statements: [
    `CREATE TABLE watched_files (
       -- HMAC of its path: the store keeps no names of files.
       path_key TEXT PRIMARY KEY,
       bytes INTEGER NOT NULL,
       modified_ms INTEGER NOT NULL,
       -- 1: refused; looked at again under another plan.
       refused INTEGER NOT NULL CHECK (refused IN (0, 1))
     ) STRICT, WITHOUT ROWID`,
  ],
}
