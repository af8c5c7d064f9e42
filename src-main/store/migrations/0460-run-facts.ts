import type { Migration } from './migration.ts'

/**
 * A run's row holds its maps, some fifty kilobytes, and lies in the tree of its key: to compare one key SQLite reads the
 * whole row, page by page decrypted. A list of cases, which asks each run one small question, reads this index instead.
 */
export const runFacts: Migration = {
  number: 460,
  name: 'run-facts',
  statements: ['CREATE UNIQUE INDEX runs_facts ON runs (run_id, demonstration)'],
}
