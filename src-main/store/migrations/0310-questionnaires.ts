import type { Migration } from './migration.ts'

/** The patient's own answers to the constitution questionnaire, in versions, and wordings that were loaded. Frozen once released. */
export const questionnaires: Migration = {
  number: 310,
  name: 'questionnaires',
  statements: [
    `CREATE TABLE ccmq_wordings (
       wording_id TEXT PRIMARY KEY,
       sequence INTEGER NOT NULL UNIQUE,
       -- JSON: period, scale and texts of every item.
       body TEXT NOT NULL,
       sha256 TEXT NOT NULL,
       by_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE ccmq_wording_choices (
       sequence INTEGER PRIMARY KEY,
       -- null: the program's own words.
       wording_id TEXT REFERENCES ccmq_wordings (wording_id),
       by_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL
     ) STRICT`,
    `CREATE TABLE questionnaires (
       questionnaire_id TEXT PRIMARY KEY,
       case_id TEXT NOT NULL REFERENCES cases (case_id),
       version INTEGER NOT NULL,
       revision INTEGER NOT NULL,
       key_version INTEGER NOT NULL,
       -- null: the program's own words.
       wording_id TEXT REFERENCES ccmq_wordings (wording_id),
       language TEXT NOT NULL,
       sex TEXT CHECK (sex IN ('female', 'male')),
       -- JSON: item key -> 1 to 5.
       answers TEXT NOT NULL,
       reason TEXT NOT NULL,
       saved_by TEXT NOT NULL REFERENCES users (user_id),
       saved_at TEXT NOT NULL,
       UNIQUE (case_id, version)
     ) STRICT, WITHOUT ROWID`,
    // A version that a signature stands for is not changed any more.
    `CREATE TABLE read_questionnaires (
       read_id TEXT PRIMARY KEY REFERENCES reads (read_id),
       questionnaire_id TEXT NOT NULL REFERENCES questionnaires (questionnaire_id)
     ) STRICT, WITHOUT ROWID`,
  ],
}
