import type { CaseUrgency } from '../../src-shared/domain/case.ts'
import type { CaseId, ReadId } from '../../src-shared/domain/ids.ts'
import type { Urgency } from '../../src-shared/domain/lineRules.ts'
import type { ReadDb, WriteDb } from './database.ts'

/** As the worklist's order keeps it: priorities set by hand stand between them. */
const ranks: Readonly<Record<Urgency, number>> = { critical: 0, vessel: 1, abnormal: 3, borderline: 5, 're-image': 7 }

/** The newest version of the case's own read; undefined before there is one. */
export const newestReadId = (db: ReadDb, caseId: CaseId): ReadId | undefined =>
  db.prepare<[string], ReadId>(`SELECT read_id FROM reads WHERE case_id = ? AND seat = 'first' ORDER BY version DESC LIMIT 1`).pluck().get(caseId)

/** Somebody reads the case a second time and must not know what the first has found. */
export const isReadBlindBeside = (db: ReadDb, caseId: CaseId): boolean =>
  db.prepare(`SELECT 1 FROM reads WHERE case_id = ? AND seat = 'second' AND phase = 'blind'`).get(caseId) !== undefined

export function setUrgency(db: WriteDb, caseId: CaseId, urgent: CaseUrgency | null): void {
  db.prepare('UPDATE cases SET urgent = @urgent, urgency = @rank WHERE case_id = @caseId AND urgent IS NOT @urgent').run({
    caseId,
    urgent: urgent === null ? null : JSON.stringify(urgent),
    rank: urgent === null ? null : ranks[urgent.urgency],
  })
}
