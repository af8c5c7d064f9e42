import type { Migration } from './migration.ts'

/**
 * Roles in place of the one owner, who becomes an admin. A CHECK cannot be altered, so the table is made again. Checking
 * of foreign keys waits for the commit: what refers to a user finds the same user there, or nothing is changed at all.
 * Frozen once released.
 */
export const userRoles: Migration = {
  number: 40,
  name: 'roles',
  statements: [
    `PRAGMA defer_foreign_keys = ON`,
    `CREATE TABLE users_before AS SELECT user_id, name, role, created_at FROM users`,
    `DROP TABLE users`,
    `CREATE TABLE users (
       user_id TEXT PRIMARY KEY,
       name TEXT NOT NULL UNIQUE,
       role TEXT NOT NULL CHECK (role IN ('reader', 'expert', 'admin')),
       created_at TEXT NOT NULL
     ) STRICT, WITHOUT ROWID`,
    `INSERT INTO users (user_id, name, role, created_at) SELECT user_id, name, 'admin', created_at FROM users_before`,
    `DROP TABLE users_before`,
  ],
}
