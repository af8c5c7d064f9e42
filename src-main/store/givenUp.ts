import type { WriteDb } from './database.ts'
import { showScores, type ReadAct, type StoredRead } from './reads.ts'

/** What an open reading may hold, and the reading itself last. */
export const heldByOpenRead = ['answers', 'marks', 'given_decisions', 'reader_measures', 'communications', 'rejected_tubes', 'reading_times', 'sign_batch_reads', 'reads'] as const

/**
 * Ends an open reading without a signature: the case goes on without it. What was entered is kept as it stood, where no
 * screen, export or agreement counts it.
 */
export function giveUpRead(db: WriteDb, { caseId, readerId, read }: StoredRead, reason: string, { userId, at }: ReadAct): void {
  db.prepare('INSERT INTO given_up_reads (read_id, case_id, reader_id, by_id, at, reason, body) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    read.readId, caseId, readerId, userId, at, reason, JSON.stringify(read),
  )
  for (const table of heldByOpenRead) db.prepare(`DELETE FROM ${table} WHERE read_id = ?`).run(read.readId)
  showScores(db, caseId)
}
