import type { Migration } from './migration.ts'

/** How long an open read was on its reader's screen, before and after the reveal. Frozen once released. */
export const readingTimes: Migration = {
  number: 440,
  name: 'reading-times',
  statements: [
    `CREATE TABLE reading_times (
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       -- A read can be taken over: the time stays whose it was.
       reader_id TEXT NOT NULL REFERENCES users (user_id),
       phase TEXT NOT NULL CHECK (phase IN ('blind', 'revealed')),
       milliseconds INTEGER NOT NULL CHECK (milliseconds >= 0),
       PRIMARY KEY (read_id, reader_id, phase)
     ) STRICT, WITHOUT ROWID`,
    `CREATE INDEX reading_times_by_reader ON reading_times (reader_id)`,
  ],
}
