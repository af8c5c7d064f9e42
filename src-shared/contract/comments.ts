import * as v from 'valibot'
import type { CaseId, CommentId, MarkId } from '../domain/ids.ts'
import { command, query } from './call.ts'
import { idOf } from './fields.ts'

/** What somebody wrote about a case. It is never changed, never signed, and leaves the machine in no export or report. */
export interface Comment {
  readonly commentId: CommentId
  readonly author: string
  /** ISO 8601, UTC. */
  readonly at: string
  readonly text: string
  /** The drawn thing it is about; it may be gone from the read on show. */
  readonly markId: MarkId | null
  /** Who has said that it is dealt with; null while it is open. */
  readonly resolvedBy: string | null
}

export interface CommentList {
  /** Oldest first. */
  readonly comments: readonly Comment[]
  /** Others' comments kept back while the caller's own read is blind: they may tell what others saw. */
  readonly heldBack: number
}

const caseId = idOf<CaseId>()

export const commentCalls = {
  'comment.list': query<CommentList>()('case.read', v.strictObject({ caseId })),
  'comment.add': command<CommentList>()(
    'read.write',
    v.strictObject({ caseId, text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000)), markId: v.optional(v.nullable(idOf<MarkId>()), null) }),
  ),
  /** Throws `comment.missing`. */
  'comment.resolve': command<CommentList>()('read.write', v.strictObject({ commentId: idOf<CommentId>(), resolved: v.boolean() })),
}
