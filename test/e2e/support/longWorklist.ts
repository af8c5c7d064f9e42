import type { Services } from '../../../src-main/app/services.ts'

/** As many cases as the public table of NIH films has rows. */
export const longWorklistRows = 112_120

const places = `WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n < ?)`
const uuid = (kind: string): string => `printf('${kind}0000000-0000-4000-8000-%012x', n)`

/** Fills the open store with cases P-000000 … in one transaction: every fifth is signed, every seventh a tongue. */
export function fillLongWorklist({ store, events }: Services, rows: number = longWorklistRows): void {
  store.write((db) => {
    const last = rows - 1
    const at = `'2026-01-01T00:00:00.000Z'`
    const run = (sql: string): void => void db.prepare(`${places} ${sql}`).run(last)
    run(`INSERT INTO patients SELECT ${uuid('a')}, printf('P-%06d', n), 'given', ${at} FROM place`)
    run(`INSERT INTO visits SELECT ${uuid('b')}, ${uuid('a')}, '2026-01-01', ${at} FROM place`)
    run(
      `INSERT INTO cases (sequence, case_id, visit_id, task, status, pseudonym, visit_date, imported_at)
       SELECT n + 1, ${uuid('c')}, ${uuid('b')}, iif(n % 7 = 0, 'tongue', 'chestxray14'),
         iif(n % 5 = 0, 'signed', 'new'), printf('P-%06d', n), '2026-01-01', ${at} FROM place`,
    )
    run(`INSERT INTO case_text (rowid, pseudonym, impression, note) SELECT n + 1, printf('P-%06d', n), '', '' FROM place`)
  })
  events.emit({ kind: 'worklist.changed' })
}
