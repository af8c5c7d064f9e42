import type { ReadDb, WriteDb } from '../store/database.ts'
import { canonicalSha256 } from './canonical.ts'

/** What is recorded of one event. Ids and hashes only: no names, no texts, no file names. */
export interface AuditRecord {
  readonly event: string
  readonly outcome: 'done' | 'refused'
  readonly userId: string | null
  readonly role: string | null
  /** Id of what was worked on. */
  readonly object: string | null
  readonly beforeSha256: string | null
  readonly afterSha256: string | null
  /** Codes and counts. */
  readonly detail: Readonly<Record<string, string | number>>
}

export interface AuditRow extends AuditRecord {
  readonly sequence: number
  readonly previousSha256: string
  readonly sha256: string
  /** ISO 8601, UTC: for people. Order is by sequence, because a clock may be set back. */
  readonly at: string
  readonly workstation: string
}

/** The newest row of the chain. */
export interface AuditHead {
  readonly sequence: number
  readonly sha256: string
}

/** Stands before the first row. */
export const emptyHead: AuditHead = { sequence: 0, sha256: '0'.repeat(64) }

export interface AuditPlace {
  readonly at: string
  readonly workstation: string
}

/** Adds a row in the caller's transaction: the work and its record stand or fall together. */
export function appendAudit(db: WriteDb, record: AuditRecord, place: AuditPlace): AuditHead {
  const head = readHead(db)
  const unsigned = { ...record, ...place, sequence: head.sequence + 1, previousSha256: head.sha256 }
  const row: AuditRow = { ...unsigned, sha256: hashOfRow(unsigned) }
  db.prepare(
    `INSERT INTO audit (sequence, previous_sha256, sha256, at, event, outcome, user_id, role, workstation, object,
       before_sha256, after_sha256, detail)
     VALUES (@sequence, @previousSha256, @sha256, @at, @event, @outcome, @userId, @role, @workstation, @object,
       @beforeSha256, @afterSha256, @detail)`,
  ).run({ ...row, detail: JSON.stringify(row.detail) })
  return { sequence: row.sequence, sha256: row.sha256 }
}

/** The chain's newest row as the database has it. */
export function readHead(db: ReadDb): AuditHead {
  return db.prepare<[], AuditHead>('SELECT sequence, sha256 FROM audit ORDER BY sequence DESC LIMIT 1').get() ?? emptyHead
}

/** SHA-256 over every column but the hash itself, the previous row's hash among them. */
export function hashOfRow(row: Omit<AuditRow, 'sha256'>): string {
  return canonicalSha256({
    sequence: row.sequence,
    previousSha256: row.previousSha256,
    at: row.at,
    event: row.event,
    outcome: row.outcome,
    userId: row.userId,
    role: row.role,
    workstation: row.workstation,
    object: row.object,
    beforeSha256: row.beforeSha256,
    afterSha256: row.afterSha256,
    detail: row.detail,
  })
}
