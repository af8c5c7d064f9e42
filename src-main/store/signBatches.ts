import type { BatchState } from '../../src-shared/contract/batches.ts'
import type { BatchId, CaseId, ReadId, UserId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'

export interface StoredBatch {
  readonly batchId: BatchId
  readonly begunAt: string
  readonly seed: string
  readonly share: number
  readonly state: BatchState
}

export interface BatchRead {
  readonly readId: ReadId
  readonly caseId: CaseId
  readonly pseudonym: string
  readonly sampled: 0 | 1
  readonly contentSha256: string
  readonly signed: 0 | 1
}

export function insertBatch(db: WriteDb, batch: StoredBatch & { readonly userId: UserId }, reads: readonly Pick<BatchRead, 'readId' | 'sampled' | 'contentSha256'>[]): void {
  db.prepare('INSERT INTO sign_batches (batch_id, user_id, begun_at, seed, share, state) VALUES (@batchId, @userId, @begunAt, @seed, @share, @state)').run(batch)
  const insert = db.prepare('INSERT INTO sign_batch_reads (batch_id, read_id, sampled, content_sha256) VALUES (?, ?, ?, ?)')
  for (const { readId, sampled, contentSha256 } of reads) insert.run(batch.batchId, readId, sampled, contentSha256)
}

export const newestBatch = (db: ReadDb, userId: UserId): StoredBatch | undefined =>
  db.prepare<[string], StoredBatch>('SELECT batch_id AS batchId, begun_at AS begunAt, seed, share, state FROM sign_batches WHERE user_id = ? ORDER BY sequence DESC LIMIT 1').get(userId)

/** In the order of import. */
export const readsOfBatch = (db: ReadDb, batchId: BatchId): readonly BatchRead[] =>
  db
    .prepare<[string], BatchRead>(
      `SELECT b.read_id AS readId, c.case_id AS caseId, c.pseudonym, b.sampled, b.content_sha256 AS contentSha256, b.signed
         FROM sign_batch_reads b JOIN reads r ON r.read_id = b.read_id JOIN cases c ON c.case_id = r.case_id
        WHERE b.batch_id = ? ORDER BY c.sequence`,
    )
    .all(batchId)

export function endBatch(db: WriteDb, batchId: BatchId, state: Exclude<BatchState, 'open'>, reason = ''): void {
  db.prepare('UPDATE sign_batches SET state = ?, reason = ? WHERE batch_id = ?').run(state, reason, batchId)
}

export function noteSignedInBatch(db: WriteDb, batchId: BatchId, readId: ReadId): void {
  db.prepare('UPDATE sign_batch_reads SET signed = 1 WHERE batch_id = ? AND read_id = ?').run(batchId, readId)
}

/** Films that a person has revealed and not signed, beside which nobody reads, and which were in no batch before: a sample is not drawn twice. */
export const revealedReads = (db: ReadDb, userId: UserId): readonly ReadId[] =>
  db
    .prepare<[string], ReadId>(
      `SELECT r.read_id FROM reads r JOIN cases c ON c.case_id = r.case_id
        WHERE r.reader_id = ? AND r.seat = 'first' AND r.phase = 'revealed' AND r.run_id IS NOT NULL AND r.settles IS NULL AND r.version = 1 AND c.task <> 'tongue'
          AND NOT EXISTS (SELECT 1 FROM reads s WHERE s.case_id = r.case_id AND s.seat = 'second')
          AND NOT EXISTS (SELECT 1 FROM sign_batch_reads b WHERE b.read_id = r.read_id)
        ORDER BY c.sequence`,
    )
    .pluck()
    .all(userId)

/** Whether a person has opened a case on the bench at or after a moment. */
export const openedSince = (db: ReadDb, caseId: CaseId, userId: UserId, since: string): boolean =>
  db.prepare(`SELECT 1 FROM audit WHERE event = 'case.open' AND outcome = 'done' AND object = ? AND user_id = ? AND at >= ? LIMIT 1`).get(caseId, userId, since) !== undefined

export interface SignedInBatch {
  readonly batch: BatchId
  readonly cases: number
  readonly sample: number
  readonly share: number
  readonly seed: string
}

/** The batch that a read was signed with; null for one that was signed singly, in a sample too. */
export function batchOfRead(db: ReadDb, readId: ReadId): SignedInBatch | null {
  const found = db
    .prepare<[string], SignedInBatch>(
      `SELECT b.batch_id AS batch, b.share, b.seed, (SELECT count(*) FROM sign_batch_reads a WHERE a.batch_id = b.batch_id) AS cases,
              (SELECT sum(a.sampled) FROM sign_batch_reads a WHERE a.batch_id = b.batch_id) AS sample
         FROM sign_batch_reads r JOIN sign_batches b ON b.batch_id = r.batch_id WHERE r.read_id = ? AND r.signed = 1`,
    )
    .get(readId)
  return found ?? null
}
