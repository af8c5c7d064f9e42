import type { Migration } from './migration.ts'

/**
 * By which chart a picture's colours are corrected, and with which import a picture came. Corrections are only ever
 * added, the newest of a picture holds; a run keeps a copy of the one that it measured with, and is signed with it.
 */
export const colourCalibration: Migration = {
  number: 370,
  name: 'colour-calibration',
  statements: [
    // NULL for pictures that came before.
    `ALTER TABLE images ADD COLUMN import_id TEXT`,
    `CREATE INDEX images_by_import ON images (import_id) WHERE import_id IS NOT NULL`,
    `CREATE TABLE calibrations (
       sequence INTEGER PRIMARY KEY,
       image_id TEXT NOT NULL REFERENCES images (image_id),
       chart_image_id TEXT NOT NULL REFERENCES images (image_id),
       -- JSON; NULL where the picture's own chart was asked for and it has none.
       calibration TEXT,
       -- NULL: found by the analysis.
       chosen_by TEXT REFERENCES users (user_id),
       made_at TEXT NOT NULL
     ) STRICT`,
    `CREATE INDEX calibrations_by_image ON calibrations (image_id, sequence)`,
    `CREATE TRIGGER calibrations_stay BEFORE UPDATE ON calibrations BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END`,
  ],
}
