import type { AuditEntry, AuditFilter } from '../../src-shared/contract/store.ts'
import type { ReadDb } from '../store/database.ts'

interface AuditRow extends Omit<AuditEntry, 'detail'> {
  readonly detail: string
}

/** Entries that pass the filter, newest first, `before` a sequence number (null: from the newest). */
export function auditEntries(db: ReadDb, filter: AuditFilter, { before, limit }: { readonly before: number | null; readonly limit: number }): readonly AuditEntry[] {
  const conditions = Object.entries(conditionOf).flatMap(([name, sql]) => (filter[name as keyof AuditFilter] === null ? [] : [sql]))
  const where = [...conditions, ...(before === null ? [] : ['a.sequence < :before'])]
  const values = { ...filter, event: filter.event === null ? null : `${escaped(filter.event)}%`, before, limit }
  const rows = db
    .prepare<[typeof values], AuditRow>(
      `SELECT a.sequence, a.at, a.event, a.outcome, u.name AS user, a.role, a.object, a.detail
         FROM audit a LEFT JOIN users u ON u.user_id = a.user_id
        ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`}
        ORDER BY a.sequence DESC LIMIT :limit`,
    )
    .all(values)
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as AuditEntry['detail'] }))
}

/** Times are compared as the text they are: ISO 8601 in UTC sorts as time does, and a day is the beginning of its times. */
const conditionOf: Readonly<Record<keyof AuditFilter, string>> = {
  event: String.raw`a.event LIKE :event ESCAPE '\'`,
  outcome: 'a.outcome = :outcome',
  userId: 'a.user_id = :userId',
  object: 'a.object = :object',
  from: 'a.at >= :from',
  to: `a.at < date(:to, '+1 day')`,
}

const escaped = (text: string): string => text.replaceAll(/[\\%_]/gu, String.raw`\$&`)
