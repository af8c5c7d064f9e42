import type { ReadDb } from '../store/database.ts'
import type { Anchor } from './anchor.ts'
import { emptyHead, hashOfRow, readHead, type AuditRow } from './append.ts'

export interface AuditVerdict {
  readonly checked: number
  /** Rows whose hash, number or link to the row before is wrong. */
  readonly bad: number
  /** The newest row is the one anchored outside the database, and always was. */
  readonly headMatches: boolean
}

type StoredRow = Omit<AuditRow, 'detail'> & { readonly detail: string }

const columns = `sequence, previous_sha256 AS previousSha256, sha256, at, event, outcome, user_id AS userId, role,
  workstation, object, before_sha256 AS beforeSha256, after_sha256 AS afterSha256, detail`

/** Walks the whole chain: an edited, removed, added or moved row breaks it, a cut-off end misses the anchor. */
export function verifyAudit(db: ReadDb, anchor: Anchor | null): AuditVerdict {
  let previous = emptyHead
  let checked = 0
  let bad = 0
  for (const row of db.prepare<[], StoredRow>(`SELECT ${columns} FROM audit ORDER BY sequence`).iterate()) {
    checked += 1
    const linked = row.sequence === previous.sequence + 1 && row.previousSha256 === previous.sha256
    if (!linked || !hashAgrees(row)) bad += 1
    previous = { sequence: row.sequence, sha256: row.sha256 }
  }
  return { checked, bad, headMatches: anchor !== null && anchor.intact && agrees(anchor, readHead(db)) }
}

function hashAgrees(row: StoredRow): boolean {
  try {
    return hashOfRow({ ...row, detail: JSON.parse(row.detail) as AuditRow['detail'] }) === row.sha256
  } catch {
    return false
  }
}

/** How the anchor stands to the database at opening. */
export type AnchorState = 'agrees' | 'broken' | 'rowsLost'

/**
 * agrees: the anchored row is in the chain (a few rows may follow it after a power cut); broken: the anchor is gone or
 * names another row; rowsLost: the database ends before the anchored row, so acknowledged work is missing.
 */
export function compareAnchor(db: ReadDb, anchor: Anchor | null): AnchorState {
  if (anchor === null) return 'broken'
  if (anchor.sequence > readHead(db).sequence) return 'rowsLost'
  const row = db.prepare<[number], string>('SELECT sha256 FROM audit WHERE sequence = ?').pluck().get(anchor.sequence)
  const expected = anchor.sequence === 0 ? emptyHead.sha256 : row
  return anchor.intact && expected === anchor.sha256 ? 'agrees' : 'broken'
}

const agrees = (anchor: Anchor, head: { sequence: number; sha256: string }): boolean =>
  anchor.sequence === head.sequence && anchor.sha256 === head.sha256
