import type { CommentList } from '../../../src-shared/contract/comments.ts'
import type { CaseId, UserId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { caseFacts } from '../../store/cases.ts'
import { caseOfComment, commentsFor, insertComment, resolveComment } from '../../store/comments.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type CommentCalls = 'comment.list' | 'comment.add' | 'comment.resolve'

/** What people write to each other about a case. The audit says that somebody wrote, not what. */
export function commentHandlers({ audited, store, clock, events }: Services): Pick<Handlers, CommentCalls> {
  const idOf = ({ userId }: Caller): UserId => {
    if (userId === null) throw new AppError('auth.signedOut')
    return userId
  }
  const show = ({ caseId, userId }: { caseId: CaseId; userId: UserId }): CommentList => {
    events.emit({ kind: 'case.changed', caseId })
    return commentsFor(store.database(), caseId, userId)
  }
  return {
    'comment.list': ({ caseId }, caller) => {
      caseFacts(store.database(), caseId)
      return commentsFor(store.database(), caseId, idOf(caller))
    },
    'comment.add': audited.readBack(
      'comment.add',
      (db, { caseId, text, markId }, caller) => {
        caseFacts(db, caseId)
        const commentId = insertComment(db, { caseId, authorId: idOf(caller), at: clock.nowIso(), text, markId: markId ?? null })
        return { value: { caseId, userId: idOf(caller) }, object: caseId, detail: { comment: commentId } }
      },
      show,
    ),
    'comment.resolve': audited.readBack(
      'comment.resolve',
      (db, { commentId, resolved }, caller) => {
        const caseId = caseOfComment(db, commentId)
        if (caseId === undefined) throw new AppError('comment.missing')
        resolveComment(db, commentId, resolved ? idOf(caller) : null, clock.nowIso())
        return { value: { caseId, userId: idOf(caller) }, object: caseId, detail: { comment: commentId, resolved: resolved ? 1 : 0 } }
      },
      show,
    ),
  }
}
