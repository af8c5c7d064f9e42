import { randomUUID } from 'node:crypto'
import type { Comment, CommentList } from '../../src-shared/contract/comments.ts'
import type { CaseId, CommentId, MarkId, UserId } from '../../src-shared/domain/ids.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { hasSeen } from './disputes.ts'

/** Comments on a case as one person may see them: others' wait until that person's own open read is no longer blind. */
export function commentsFor(db: ReadDb, caseId: CaseId, userId: UserId): CommentList {
  const of = (author: UserId | null): Comment[] =>
    db
      .prepare<[string, UserId | null, UserId | null], Comment>(
        `SELECT c.comment_id AS commentId, u.name AS author, c.at, c.text, c.mark_id AS markId, r.name AS resolvedBy
           FROM comments c JOIN users u ON u.user_id = c.author_id LEFT JOIN users r ON r.user_id = c.resolved_by
          WHERE c.case_id = ? AND (? IS NULL OR c.author_id = ?) ORDER BY c.sequence`,
      )
      .all(caseId, author, author)
  const all = of(null)
  const comments = readsBlind(db, caseId, userId) ? of(userId) : all
  return { comments, heldBack: all.length - comments.length }
}

/** Whoever has not begun a read yet, or reads blind now, is not to know what others think. */
function readsBlind(db: ReadDb, caseId: CaseId, userId: UserId): boolean {
  const phases = db.prepare<[string, string], string>('SELECT phase FROM reads WHERE case_id = ? AND reader_id = ?').pluck().all(caseId, userId)
  if (phases.length > 0) return phases.includes('blind')
  // Who has not looked at the case yet may still read it a second time, independently.
  const isSigned = db.prepare(`SELECT 1 FROM reads WHERE case_id = ? AND phase = 'signed' LIMIT 1`).get(caseId) !== undefined
  return !isSigned || !hasSeen(db, caseId, userId)
}

export interface NewComment {
  readonly caseId: CaseId
  readonly authorId: UserId
  readonly at: string
  readonly text: string
  readonly markId: MarkId | null
}

export function insertComment(db: WriteDb, { caseId, authorId, at, text, markId }: NewComment): CommentId {
  const commentId = randomUUID() as string as CommentId
  db.prepare(
    `INSERT INTO comments (comment_id, sequence, case_id, author_id, at, text, mark_id)
     VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM comments), ?, ?, ?, ?, ?)`,
  ).run(commentId, caseId, authorId, at, text, markId)
  return commentId
}

export const caseOfComment = (db: ReadDb, commentId: CommentId): CaseId | undefined =>
  db.prepare<[string], CaseId>('SELECT case_id FROM comments WHERE comment_id = ?').pluck().get(commentId)

/** `by` null opens it again. */
export function resolveComment(db: WriteDb, commentId: CommentId, by: UserId | null, at: string): void {
  db.prepare('UPDATE comments SET resolved_by = ?, resolved_at = ? WHERE comment_id = ?').run(by, by === null ? null : at, commentId)
}
