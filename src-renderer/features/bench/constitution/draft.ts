import type { Input } from '../../../../src-shared/contract/contract.ts'
import type { Questionnaire, QuestionnaireView } from '../../../../src-shared/contract/questionnaire.ts'
import { ccmqItems, type CcmqAnswers, type Sex } from '../../../../src-shared/domain/ccmq.ts'
import type { Language } from '../../../../src-shared/domain/label.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { asAppError } from '../../../client/useLoad.ts'

type SendAnswers = (save: Omit<Input<'questionnaire.save'>, 'caseId'>) => Promise<QuestionnaireView>

interface Listener {
  readonly onChange: () => void
  readonly onSaved: (view: QuestionnaireView) => void
  readonly onFailed: (error: AppError) => void
}

/** Answers on their way to the store: sent one save after another, kept until the store has them. */
export interface Draft {
  /** Who hears of it from now on. */
  readonly listen: (listener: Listener) => void
  readonly answer: (item: string, score: number | null, language: Language) => void
  readonly setSex: (sex: Sex, language: Language) => void
  /** Sends what waits, also after a failure. */
  readonly flush: () => void
  /** What is stored now: the next save builds on it. */
  readonly adopt: (stored: Questionnaire | null) => void
  /** What is stored, with what waits on top. */
  readonly over: (stored: Questionnaire | null) => { readonly answers: CcmqAnswers; readonly sex: Sex | null; readonly unsaved: number }
}

interface Waiting {
  readonly answers: Map<string, number | null>
  sex: Sex | null
  language: Language
  busy: boolean
  revision: number
  storedSex: Sex | null
  listener: Listener
}

const nobody: Listener = { onChange: () => undefined, onSaved: () => undefined, onFailed: () => undefined }

export function createDraft(send: SendAnswers): Draft {
  const waiting: Waiting = { answers: new Map(), sex: null, language: 'zh-CN', busy: false, revision: 0, storedSex: null, listener: nobody }
  const flush = (): void => void sendAll(waiting, send)
  return {
    listen: (listener) => {
      waiting.listener = listener
    },
    answer: (item, score, language) => {
      waiting.answers.set(item, score)
      waiting.language = language
      waiting.listener.onChange()
      flush()
    },
    setSex: (sex, language) => {
      // An answer to the other form of a question is none to this one.
      if (sex !== (waiting.sex ?? waiting.storedSex)) for (const { key, bySex } of ccmqItems) if (bySex) waiting.answers.set(key, null)
      waiting.sex = sex
      waiting.language = language
      waiting.listener.onChange()
      flush()
    },
    flush,
    adopt: (stored) => {
      if (waiting.busy) return
      waiting.revision = stored?.revision ?? 0
      waiting.storedSex = stored?.sex ?? null
    },
    over: (stored) => {
      const answers = new Map(Object.entries(stored?.answers ?? {}))
      for (const [item, score] of waiting.answers) {
        if (score === null) answers.delete(item)
        else answers.set(item, score)
      }
      return { answers: Object.fromEntries(answers), sex: waiting.sex ?? stored?.sex ?? null, unsaved: waiting.answers.size }
    },
  }
}

async function sendAll(waiting: Waiting, send: SendAnswers): Promise<void> {
  if (waiting.busy) return
  waiting.busy = true
  try {
    while (waiting.answers.size > 0 || waiting.sex !== null) {
      const sent = new Map(waiting.answers)
      const { sex, language } = waiting
      const view = await send({ baseRevision: waiting.revision, language, sex: sex ?? waiting.storedSex, answers: [...sent].map(([item, score]) => ({ item, score })) })
      drop(waiting, sent, sex)
      waiting.revision = view.current?.revision ?? 0
      waiting.storedSex = view.current?.sex ?? null
      waiting.listener.onSaved(view)
    }
  } catch (error) {
    const failure = asAppError(error)
    // What another window has stored counts; nothing of it is overwritten by what was answered before it was seen.
    if (failure.code === 'questionnaire.conflict' || failure.code === 'questionnaire.signed') {
      waiting.answers.clear()
      waiting.sex = null
    }
    waiting.listener.onFailed(failure)
  } finally {
    waiting.busy = false
    waiting.listener.onChange()
  }
}

/** What the store has taken; what was answered anew meanwhile still waits. */
function drop(waiting: Waiting, sent: ReadonlyMap<string, number | null>, sex: Sex | null): void {
  for (const [item, score] of sent) {
    if (waiting.answers.get(item) === score) waiting.answers.delete(item)
  }
  if (waiting.sex === sex) waiting.sex = null
}
