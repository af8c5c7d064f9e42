import type { Migration } from './migration.ts'

/** How urgent a case is, set by hand: 1 is first. Each order of the worklist carries it, as it carries status and task. */
export const priority: Migration = {
  number: 30,
  name: 'priority',
  statements: [
    `ALTER TABLE cases ADD COLUMN priority INTEGER CHECK (priority IN (1, 2, 3))`,
    `DROP INDEX cases_by_status`,
    `DROP INDEX cases_by_task`,
    `DROP INDEX cases_by_pseudonym`,
    `DROP INDEX cases_by_visit_date`,
    `DROP INDEX cases_by_shown_score`,
    `CREATE INDEX cases_by_status ON cases (status, sequence, task, shown_score, priority)`,
    `CREATE INDEX cases_by_task ON cases (task, sequence, status, shown_score, priority)`,
    `CREATE INDEX cases_by_pseudonym ON cases (pseudonym, sequence, task, status, shown_score, priority)`,
    `CREATE INDEX cases_by_visit_date ON cases (visit_date, sequence, task, status, shown_score, priority)`,
    `CREATE INDEX cases_by_shown_score ON cases (shown_score, sequence, task, status, priority)`,
    `CREATE INDEX cases_by_priority ON cases (priority, sequence, task, status, shown_score)`,
  ],
}
