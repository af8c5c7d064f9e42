import type { Migration } from './migration.ts'

/** Which instances of a PACS have been imported, so that none is fetched twice. Frozen once released. */
export const pacsInstances: Migration = {
  number: 420,
  name: 'pacs-instances',
  statements: [
    `CREATE TABLE pacs_instances (
       -- HMAC of its SOP Instance UID: the store keeps no UIDs outside the originals.
       uid_key TEXT PRIMARY KEY,
       image_id TEXT NOT NULL REFERENCES images (image_id)
     ) STRICT, WITHOUT ROWID`,
  ],
}
