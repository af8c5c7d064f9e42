import type { Migration } from './migration.ts'

/**
 * More people than the owner: who has left keeps their row, because reads and signatures name it, and a password that
 * somebody else has set must be changed by its owner. Frozen once released.
 */
export const people: Migration = {
  number: 70,
  name: 'people',
  statements: [
    `ALTER TABLE users ADD COLUMN left_at TEXT`,
    `ALTER TABLE users ADD COLUMN password_by_other INTEGER NOT NULL DEFAULT 0 CHECK (password_by_other IN (0, 1))`,
  ],
}
