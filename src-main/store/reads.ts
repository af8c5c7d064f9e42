import { randomUUID } from 'node:crypto'
import type { Read, ReadPhase, Seat, Signature } from '../../src-shared/contract/bench.ts'
import type { CaseId, ReadId, RunId, UserId } from '../../src-shared/domain/ids.ts'
import type { Answer } from '../../src-shared/domain/label.ts'
import type { Mark } from '../../src-shared/domain/mark.ts'
import { AppError } from '../../src-shared/errors.ts'
import { communicationsOf, copyCommunications } from './communications.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { copyReaderMeasures, readerMeasuresOf } from './readerMeasures.ts'
import { copyGivenDecisions, givenDecisionsOf } from './given.ts'
import { linesOfRead } from './lineRules.ts'
import { copyRejectedTubes, rejectedTubesOf } from './rejectedTubes.ts'

/** A read, the case it belongs to, and whose it is. */
export interface StoredRead {
  readonly caseId: CaseId
  readonly readerId: UserId
  readonly seat: Seat
  /** The second read whose differences this version settles; null for any other. */
  readonly settles: ReadId | null
  readonly read: Read
}

interface ReadRow {
  readonly readId: ReadId
  readonly caseId: CaseId
  readonly seat: Seat
  readonly version: number
  readonly phase: ReadPhase
  readonly readerId: UserId
  readonly settles: ReadId | null
  readonly reader: string
  readonly revision: number
  readonly note: string
  readonly impression: string
  readonly amendmentReason: string
  readonly runId: RunId | null
  readonly savedAt: string | null
  readonly signer: string | null
  readonly signedAt: string | null
  readonly recordSha256: string | null
}

const selectReads = `
  SELECT r.read_id AS readId, r.case_id AS caseId, r.seat, r.version, r.phase, r.reader_id AS readerId, r.settles, u.name AS reader, r.revision, r.note, r.impression,
         r.amendment_reason AS amendmentReason, r.run_id AS runId, r.saved_at AS savedAt, s.name AS signer,
         r.signed_at AS signedAt, r.record_sha256 AS recordSha256
    FROM reads r JOIN users u ON u.user_id = r.reader_id LEFT JOIN users s ON s.user_id = r.signer_id`

/** The read of this id. Throws AppError `case.missing`. */
export function readById(db: ReadDb, readId: ReadId): StoredRead {
  const row = db.prepare<[string], ReadRow>(`${selectReads} WHERE r.read_id = ?`).get(readId)
  if (row === undefined) throw new AppError('case.missing', { part: 'read' })
  return toStored(db, row)
}

/** Every version of a case's read in one seat, newest first. */
export function readsOfCase(db: ReadDb, caseId: CaseId, seat: Seat): readonly StoredRead[] {
  const rows = db
    .prepare<[string, Seat], ReadRow>(`${selectReads} WHERE r.case_id = ? AND r.seat = ? ORDER BY r.version DESC`)
    .all(caseId, seat)
  return rows.map((row) => toStored(db, row))
}

const toStored = (db: ReadDb, row: ReadRow): StoredRead => {
  const { caseId, readerId, seat, settles } = row
  return { caseId, readerId, seat, settles, read: toRead(db, row) }
}

function toRead(db: ReadDb, row: ReadRow): Read {
  return {
    readId: row.readId,
    version: row.version,
    phase: row.phase,
    reader: row.reader,
    revision: row.revision,
    answers: answersOf(db, row.readId),
    marks: marksOf(db, row.readId),
    measures: readerMeasuresOf(db, row.readId),
    givenDecisions: givenDecisionsOf(db, row.readId),
    rejectedTubes: rejectedTubesOf(db, row.readId),
    communications: communicationsOf(db, row.readId),
    lines: linesOfRead(db, row.readId),
    note: row.note,
    impression: row.impression,
    amendmentReason: row.amendmentReason,
    runId: row.runId,
    savedAt: row.savedAt,
    signature: toSignature(row),
  }
}

function toSignature({ signer, signedAt, recordSha256 }: ReadRow): Signature | null {
  if (signer === null || signedAt === null || recordSha256 === null) return null
  return { signer, signedAt, recordSha256 }
}

/** In the order of set and label. A label whose answer was cleared has no answer. */
function answersOf(db: ReadDb, readId: ReadId): readonly Answer[] {
  return db
    .prepare<[string], Answer>(
      `SELECT label_set AS labelSet, label, state, blind_state AS blindState, decision, reason
         FROM answers WHERE read_id = ? AND state IS NOT NULL ORDER BY label_set, label`,
    )
    .all(readId)
}

/** In the order of their ids. */
function marksOf(db: ReadDb, readId: ReadId): readonly Mark[] {
  const bodies = db.prepare<[string], string>('SELECT body FROM marks WHERE read_id = ? ORDER BY mark_id').pluck().all(readId)
  return bodies.map((body) => JSON.parse(body) as Mark)
}

/** Who works on a read, and when (ISO 8601, UTC). */
export interface ReadAct {
  readonly userId: UserId
  readonly at: string
}

/** Begins the read of a seat, blind. While a second reader reads blind, the case's scores are nobody's to see. */
export function beginRead(db: WriteDb, caseId: CaseId, seat: Seat, { userId }: ReadAct): ReadId {
  const readId = randomUUID() as string as ReadId
  db.prepare(`INSERT INTO reads (read_id, case_id, seat, version, reader_id, phase) VALUES (?, ?, ?, 1, ?, 'blind')`).run(
    readId,
    caseId,
    seat,
    userId,
  )
  if (seat === 'first') setStatus(db, caseId, 'reading')
  else db.prepare('UPDATE cases SET scores_visible = 0 WHERE case_id = ?').run(caseId)
  return readId
}

/** Gives an open read to somebody else, who goes on with it. */
export function handOver(db: WriteDb, { read }: StoredRead, { userId }: ReadAct): void {
  db.prepare('UPDATE reads SET reader_id = ?, revision = revision + 1 WHERE read_id = ?').run(userId, read.readId)
}

/** Locks the blind answers and fixes the run the reader is about to see; null where the picture was refused. */
export function revealRead(db: WriteDb, { caseId, read }: StoredRead, runId: RunId | null): void {
  db.prepare('UPDATE answers SET blind_state = state WHERE read_id = ?').run(read.readId)
  db.prepare(`UPDATE reads SET phase = 'revealed', run_id = ?, revision = revision + 1 WHERE read_id = ?`).run(
    runId,
    read.readId,
  )
  showScores(db, caseId)
}

/** The case's scores are for everybody's eyes once its own read is revealed, and while nobody in either seat reads blind. */
export function showScores(db: WriteDb, caseId: CaseId): void {
  db.prepare(
    `UPDATE cases SET scores_visible =
       EXISTS (SELECT 1 FROM reads r WHERE r.case_id = cases.case_id AND r.seat = 'first' AND r.phase <> 'blind')
       AND NOT EXISTS (SELECT 1 FROM reads r WHERE r.case_id = cases.case_id AND r.phase = 'blind')
      WHERE case_id = ?`,
  ).run(caseId)
}

/** Freezes a read under the hash of its record. */
export function signRead(db: WriteDb, { caseId, seat, read }: StoredRead, recordSha256: string, { userId, at }: ReadAct): void {
  db.prepare(
    `UPDATE reads SET phase = 'signed', signer_id = ?, signed_at = ?, record_sha256 = ?, revision = revision + 1
      WHERE read_id = ?`,
  ).run(userId, at, recordSha256, read.readId)
  if (seat === 'first') setStatus(db, caseId, 'signed')
}

/** A new version that begins as a copy of a signed one, with the run that one saw. The signed version stays as it is. */
export function amendRead(db: WriteDb, signed: StoredRead, reason: string, { userId, at }: ReadAct): ReadId {
  const readId = randomUUID() as string as ReadId
  const from = signed.read.readId
  db.prepare(
    `INSERT INTO reads (read_id, case_id, seat, version, reader_id, phase, note, impression, amendment_reason, run_id, saved_at, settles)
     SELECT ?, case_id, seat, version + 1, ?, 'revealed', note, impression, ?, run_id, ?, settles FROM reads WHERE read_id = ?`,
  ).run(readId, userId, reason, at, from)
  db.prepare(
    `INSERT INTO answers (read_id, label_set, label, state, blind_state, decision, reason)
     SELECT ?, label_set, label, state, blind_state, decision, reason FROM answers WHERE read_id = ?`,
  ).run(readId, from)
  db.prepare(
    `INSERT INTO marks (mark_id, read_id, image_id, body) SELECT mark_id, ?, image_id, body FROM marks WHERE read_id = ?`,
  ).run(readId, from)
  copyGivenDecisions(db, from, readId)
  copyReaderMeasures(db, from, readId)
  copyRejectedTubes(db, from, readId)
  copyCommunications(db, from, readId)
  if (signed.seat === 'first') setStatus(db, signed.caseId, 'reading')
  return readId
}

function setStatus(db: WriteDb, caseId: CaseId, status: 'reading' | 'signed'): void {
  db.prepare('UPDATE cases SET status = ? WHERE case_id = ?').run(status, caseId)
}
