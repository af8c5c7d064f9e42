import type { Migration } from './migration.ts'

/**
 * Rules for tubes that were loaded, what they said when a read was signed, who was told of critical findings, and how
 * urgent a case is by what was found in it. Frozen once released.
 */
export const lines: Migration = {
  number: 410,
  name: 'lines',
  statements: [
    `CREATE TABLE line_rule_sets (
       rules_id TEXT PRIMARY KEY,
       sequence INTEGER NOT NULL UNIQUE,
       name TEXT NOT NULL,
       -- JSON: version, source and the rules in their order.
       body TEXT NOT NULL,
       sha256 TEXT NOT NULL,
       by_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE line_rule_choices (
       sequence INTEGER PRIMARY KEY,
       -- null: the program's own rules.
       rules_id TEXT REFERENCES line_rule_sets (rules_id),
       by_id TEXT NOT NULL REFERENCES users (user_id),
       at TEXT NOT NULL
     ) STRICT`,
    // JSON: the rules' name, version and hash, and a flag with its trace for every tube.
    `CREATE TABLE read_lines (read_id TEXT PRIMARY KEY REFERENCES reads (read_id), body TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE communications (
       communication_id TEXT NOT NULL,
       read_id TEXT NOT NULL REFERENCES reads (read_id),
       body TEXT NOT NULL,
       PRIMARY KEY (read_id, communication_id)
     ) STRICT, WITHOUT ROWID`,
    // JSON: the most urgent finding and whose it is. 0 critical, 1 vessel, 3 abnormal, 5 borderline, 7 re-image: a priority
    // set by hand stands between them at 2, 4 and 6.
    `ALTER TABLE cases ADD COLUMN urgent TEXT`,
    `ALTER TABLE cases ADD COLUMN urgency INTEGER CHECK (urgency IN (0, 1, 3, 5, 7))`,
    // Kept by a trigger: an index over a computed column does not carry it.
    `ALTER TABLE cases ADD COLUMN rank INTEGER`,
    `UPDATE cases SET rank = priority * 2 WHERE priority IS NOT NULL`,
    `CREATE TRIGGER cases_rank AFTER UPDATE OF priority, urgency ON cases BEGIN
       UPDATE cases SET rank = iif(new.priority IS NULL AND new.urgency IS NULL, NULL, min(ifnull(new.priority * 2, 99), ifnull(new.urgency, 99)))
        WHERE sequence = new.sequence;
     END`,
    `CREATE TRIGGER cases_first_rank AFTER INSERT ON cases WHEN new.priority IS NOT NULL BEGIN
       UPDATE cases SET rank = new.priority * 2 WHERE sequence = new.sequence;
     END`,
    `CREATE INDEX cases_by_rank ON cases (rank, sequence, task, status, shown_score)`,
  ],
}
