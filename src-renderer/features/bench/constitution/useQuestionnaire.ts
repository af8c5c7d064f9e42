import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import { useSession } from '../../../app/session.tsx'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLoad } from '../../../client/useLoad.ts'
import type { Draft, DraftState } from './draft.ts'
import { draftsOf } from './drafts.ts'

/** The questionnaire of a case, and what can be done in it. */
export type QuestionnaireOfCase = DraftState & Pick<Draft, 'answer' | 'setSex' | 'flush' | 'amend'>

/** `phase`: a signature stands for the newest version, and only its reading says that there is one. */
export function useQuestionnaire(caseId: CaseId, phase: string): QuestionnaireOfCase {
  const client = useClient()
  const { noteSaved, status } = useSession()
  const here = status.session?.userId ?? null
  // Behind the lock nobody is signed in, and the screen stays as its reader left it.
  const [userId, setUserId] = useState(here)
  if (here !== null && here !== userId) setUserId(here)
  const draft = useMemo(() => draftsOf(client).of({ userId, caseId }), [client, userId, caseId])
  const state = useSyncExternalStore(draft.subscribe, draft.state)
  const { reload } = useLoad(`questionnaire ${userId} ${caseId} ${phase}`, draft.refresh)
  useEffect(() => client.subscribe((event) => event.kind === 'case.changed' && event.caseId === caseId && reload()), [client, caseId, reload])
  const { savedAt } = state
  useEffect(() => {
    if (savedAt !== null) noteSaved(savedAt)
  }, [savedAt, noteSaved])
  return { ...state, answer: draft.answer, setSex: draft.setSex, flush: draft.flush, amend: draft.amend }
}
