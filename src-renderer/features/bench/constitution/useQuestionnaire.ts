import { useEffect, useState } from 'react'
import type { QuestionnaireView } from '../../../../src-shared/contract/questionnaire.ts'
import type { CcmqAnswers, Sex } from '../../../../src-shared/domain/ccmq.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import type { Language } from '../../../../src-shared/domain/label.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useSession } from '../../../app/session.tsx'
import type { Client } from '../../../client/client.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../../client/useLoad.ts'
import { createDraft } from './draft.ts'

/** The questionnaire of a case as this window knows it: what is stored, with what is still on its way on top. */
export interface QuestionnaireOfCase {
  /** null until the store has answered. */
  readonly view: QuestionnaireView | null
  readonly answers: CcmqAnswers
  readonly sex: Sex | null
  /** Answers that the store has not taken yet. */
  readonly unsaved: number
  readonly error: AppError | null
  readonly answer: (item: string, score: number | null, language: Language) => void
  readonly setSex: (sex: Sex, language: Language) => void
  readonly saveAgain: () => void
  /** true: the new version is begun. */
  readonly amend: (reason: string) => Promise<boolean>
}

/** `phase`: a signature stands for the newest version, and only its reading says that there is one. */
export function useQuestionnaire(caseId: CaseId, phase: string): QuestionnaireOfCase {
  const client = useClient()
  const { noteSaved } = useSession()
  const { loaded, reload } = useLoad(`questionnaire ${caseId} ${phase}`, () => client.send('questionnaire.show', { caseId }))
  const [saved, setSaved] = useState<QuestionnaireView | null>(null)
  const [failure, setFailure] = useState<AppError | null>(null)
  const stored = newer(saved, loaded.state === 'ready' ? loaded.value : null)
  const show = (view: QuestionnaireView): void => {
    setSaved(view)
    setFailure(null)
    if (view.current !== null) noteSaved(view.current.savedAt)
  }
  const fail = (error: unknown): void => {
    setFailure(asAppError(error))
    reload()
  }
  const draft = useDraft(client, caseId, { stored, onSaved: show, onFailed: fail })
  useEffect(() => client.subscribe((event) => event.kind === 'case.changed' && event.caseId === caseId && reload()), [client, caseId, reload])
  const amend = (reason: string): Promise<boolean> =>
    client.send('questionnaire.amend', { caseId, reason }).then(
      (view) => {
        show(view)
        return true
      },
      (error: unknown) => {
        fail(error)
        return false
      },
    )
  return { view: stored, ...draft, error: failure ?? (loaded.state === 'failed' ? loaded.error : null), amend }
}

/** Of two views of one case: the one that knows of more. */
function newer(one: QuestionnaireView | null, other: QuestionnaireView | null): QuestionnaireView | null {
  if (one === null || other === null) return one ?? other
  const age = ({ current }: QuestionnaireView): number => (current === null ? 0 : current.version * 1_000_000 + current.revision + (current.signed ? 0.5 : 0))
  return age(one) > age(other) ? one : other
}

interface DraftWays {
  readonly stored: QuestionnaireView | null
  readonly onSaved: (view: QuestionnaireView) => void
  readonly onFailed: (error: AppError) => void
}

function useDraft(client: Client, caseId: CaseId, ways: DraftWays): Pick<QuestionnaireOfCase, 'answers' | 'sex' | 'unsaved' | 'answer' | 'setSex' | 'saveAgain'> {
  const [, redraw] = useState(0)
  const [draft] = useState(() => createDraft((save) => client.send('questionnaire.save', { caseId, ...save })))
  useEffect(() => draft.listen({ onChange: () => redraw((round) => round + 1), onSaved: ways.onSaved, onFailed: ways.onFailed }))
  const { stored } = ways
  useEffect(() => draft.adopt(stored?.current ?? null), [draft, stored])
  return { ...draft.over(stored?.current ?? null), answer: draft.answer, setSex: draft.setSex, saveAgain: draft.flush }
}
