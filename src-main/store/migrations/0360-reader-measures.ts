import type { Migration } from './migration.ts'

/** What was measured in a reader's own outline and separation of a picture. Frozen once released. */
export const readerMeasures: Migration = {
  number: 360,
  name: 'reader measures',
  statements: [
    `CREATE TABLE reader_measures (
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       image_id TEXT NOT NULL REFERENCES images (image_id),
       -- JSON: share of the picture, signs, separation.
       body TEXT NOT NULL,
       PRIMARY KEY (read_id, image_id)
     ) STRICT, WITHOUT ROWID`,
  ],
}
