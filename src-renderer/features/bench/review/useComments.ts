import { useEffect, useState } from 'react'
import type { CommentList } from '../../../../src-shared/contract/comments.ts'
import type { CaseId, CommentId, MarkId } from '../../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../../client/useLoad.ts'

interface CommentsOfCase {
  readonly list: CommentList
  readonly error: AppError | null
  /** true: the store has it. */
  readonly add: (text: string, markId: MarkId | null) => Promise<boolean>
  readonly resolve: (commentId: CommentId, resolved: boolean) => Promise<boolean>
}

const nothingYet: CommentList = { comments: [], heldBack: 0 }

/** The comments of a case, kept in step with what other windows write. */
export function useComments(caseId: CaseId, phase: string): CommentsOfCase {
  const client = useClient()
  const { loaded, reload } = useLoad(`comments ${caseId} ${phase}`, () => client.send('comment.list', { caseId }))
  const [failure, setFailure] = useState<AppError | null>(null)
  useEffect(() => client.subscribe((event) => event.kind === 'case.changed' && event.caseId === caseId && reload()), [client, caseId, reload])
  const run = (work: Promise<CommentList>): Promise<boolean> =>
    work.then(
      () => {
        setFailure(null)
        reload()
        return true
      },
      (error: unknown) => {
        setFailure(asAppError(error))
        return false
      },
    )
  return {
    list: loaded.state === 'ready' ? loaded.value : nothingYet,
    error: failure ?? (loaded.state === 'failed' ? loaded.error : null),
    add: (text, markId) => run(client.send('comment.add', { caseId, text, markId })),
    resolve: (commentId, resolved) => run(client.send('comment.resolve', { commentId, resolved })),
  }
}
