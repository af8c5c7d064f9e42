import type { Input } from '../../../../src-shared/contract/contract.ts'
import type { QuestionnaireView } from '../../../../src-shared/contract/questionnaire.ts'
import { ccmqItems, type CcmqAnswers, type Sex } from '../../../../src-shared/domain/ccmq.ts'
import type { Language } from '../../../../src-shared/domain/label.ts'
import { AppError } from '../../../../src-shared/errors.ts'
import { asAppError } from '../../../client/useLoad.ts'

/** The store's calls for the questionnaire of one case. */
export interface QuestionnaireCalls {
  readonly load: () => Promise<QuestionnaireView>
  readonly save: (save: Omit<Input<'questionnaire.save'>, 'caseId'>) => Promise<QuestionnaireView>
  readonly amend: (reason: string) => Promise<QuestionnaireView>
}

/** The questionnaire of a case as this window knows it: what is stored, with what is still on its way on top. */
export interface DraftState {
  /** null until the store has answered. */
  readonly view: QuestionnaireView | null
  readonly answers: CcmqAnswers
  readonly sex: Sex | null
  /** Answers that the store has not taken yet. */
  readonly unsaved: number
  /** When the store last took answers of this window; null: not yet. */
  readonly savedAt: string | null
  readonly error: AppError | null
}

/**
 * The answers of one person in one questionnaire, on their way to the store: one save after another, kept until the
 * store has them. Stored and waiting answers change together, so that no state in between is ever shown: an answer that
 * the store has just taken never looks open.
 */
export interface Draft {
  readonly state: () => DraftState
  readonly subscribe: (listener: () => void) => () => void
  readonly answer: (item: string, score: number | null, language: Language) => void
  readonly setSex: (sex: Sex, language: Language) => void
  /** Sends what waits, also after a failure. Never rejects. */
  readonly flush: () => Promise<void>
  /** Asks the store what stands there. Never rejects. */
  readonly refresh: () => Promise<void>
  /** true: the new version is begun. */
  readonly amend: (reason: string) => Promise<boolean>
}

export function createDraft(calls: QuestionnaireCalls): Draft {
  const draft = new StoredAndWaiting(calls)
  return {
    state: () => draft.state,
    subscribe: (listener) => {
      draft.listeners.add(listener)
      return () => draft.listeners.delete(listener)
    },
    answer: (item, score, language) => draft.answer(item, score, language),
    setSex: (sex, language) => draft.setSex(sex, language),
    flush: () => draft.flush(),
    refresh: () => draft.refresh(),
    amend: (reason) => draft.amend(reason),
  }
}

class StoredAndWaiting {
  readonly #calls: QuestionnaireCalls
  readonly listeners = new Set<() => void>()
  #stored: QuestionnaireView | null = null
  readonly #waiting = new Map<string, number | null>()
  #sex: Sex | null = null
  #language: Language = 'zh-CN'
  #busy: Promise<void> | null = null
  #savedAt: string | null = null
  #error: AppError | null = null
  state: DraftState

  constructor(calls: QuestionnaireCalls) {
    this.#calls = calls
    this.state = this.#stateNow()
  }

  answer(item: string, score: number | null, language: Language): void {
    this.#waiting.set(item, score)
    this.#language = language
    this.#answered()
  }

  setSex(sex: Sex, language: Language): void {
    // An answer to the other form of a question is none to this one.
    if (sex !== this.state.sex) for (const { key, bySex } of ccmqItems) if (bySex) this.#waiting.set(key, null)
    this.#sex = sex
    this.#language = language
    this.#answered()
  }

  #answered(): void {
    if (this.#error !== null && tellsOfLoss(this.#error)) this.#error = null
    this.#changed()
    void this.flush()
  }

  flush(): Promise<void> {
    this.#busy ??= this.#sendAll().finally(() => {
      this.#busy = null
    })
    return this.#busy
  }

  async refresh(): Promise<void> {
    try {
      this.#adopt(await this.#calls.load())
      if (this.#waiting.size === 0) this.#worked()
    } catch (error) {
      this.#error = asAppError(error)
    }
    this.#changed()
  }

  async amend(reason: string): Promise<boolean> {
    try {
      const view = await this.#calls.amend(reason)
      this.#adopt(view)
      this.#savedAt = view.current?.savedAt ?? null
      this.#error = null
      this.#changed()
      return true
    } catch (error) {
      await this.refresh()
      this.#error = asAppError(error)
      this.#changed()
      return false
    }
  }

  async #sendAll(): Promise<void> {
    try {
      while (this.#waiting.size > 0 || this.#sex !== null) await this.#sendOnce()
    } catch (error) {
      const failure = asAppError(error)
      // A signed version is not changed any more; what was pressed after the signature belongs to no version.
      if (failure.code === 'questionnaire.signed') {
        this.#waiting.clear()
        this.#sex = null
        await this.refresh()
      }
      this.#error = failure
      this.#changed()
    }
  }

  async #sendOnce(): Promise<void> {
    const sent = new Map(this.#waiting)
    const sex = this.#sex
    const baseRevision = revisionOf(this.#stored)
    const answers = [...sent].map(([item, score]) => ({ item, score }))
    try {
      const view = await this.#calls.save({ baseRevision, language: this.#language, sex: sex ?? this.#stored?.current?.sex ?? null, answers })
      this.#drop(sent, sex)
      this.#adopt(view)
      this.#savedAt = view.current?.savedAt ?? null
      this.#worked()
      this.#changed()
    } catch (error) {
      if (asAppError(error).code !== 'questionnaire.conflict') throw error
      await this.#meet(baseRevision)
    }
  }

  /** What was told of a connection is over; that an answer was not taken is told until the next one is given. */
  #worked(): void {
    if (this.#error !== null && !tellsOfLoss(this.#error)) this.#error = null
  }

  /** Something else has been stored meanwhile: what it says counts, and what it left alone is still to be saved. */
  async #meet(baseRevision: number): Promise<void> {
    const before = this.#stored?.current?.answers ?? {}
    const view = await this.#calls.load()
    if (revisionOf(view) === baseRevision) throw new AppError('questionnaire.conflict')
    const now = view.current?.answers ?? {}
    let overtaken = false
    for (const [item, score] of this.#waiting) {
      if (now[item] === before[item]) continue
      overtaken ||= (now[item] ?? null) !== score
      this.#waiting.delete(item)
    }
    if (view.current?.sex !== this.#stored?.current?.sex) {
      overtaken ||= this.#sex !== null && this.#sex !== view.current?.sex
      this.#sex = null
    }
    this.#adopt(view)
    if (overtaken) this.#error = new AppError('questionnaire.conflict')
    this.#changed()
  }

  /** What the store has taken; what was answered anew meanwhile still waits. */
  #drop(sent: ReadonlyMap<string, number | null>, sex: Sex | null): void {
    for (const [item, score] of sent) if (this.#waiting.get(item) === score) this.#waiting.delete(item)
    if (this.#sex === sex) this.#sex = null
  }

  /** An answer to an older question may come after a newer one: the view that knows of more stays. */
  #adopt(view: QuestionnaireView): void {
    if (this.#stored === null || ageOf(view) >= ageOf(this.#stored)) this.#stored = view
  }

  #changed(): void {
    this.state = this.#stateNow()
    for (const listener of this.listeners) listener()
  }

  #stateNow(): DraftState {
    const answers = new Map(Object.entries(this.#stored?.current?.answers ?? {}))
    for (const [item, score] of this.#waiting) {
      if (score === null) answers.delete(item)
      else answers.set(item, score)
    }
    return {
      view: this.#stored,
      answers: Object.fromEntries(answers),
      sex: this.#sex ?? this.#stored?.current?.sex ?? null,
      unsaved: this.#waiting.size,
      savedAt: this.#savedAt,
      error: this.#error,
    }
  }
}

const revisionOf = (view: QuestionnaireView | null): number => view?.current?.revision ?? 0

const tellsOfLoss = ({ code }: AppError): boolean => code === 'questionnaire.conflict' || code === 'questionnaire.signed'

/** Grows with every version, every save and the signature. */
function ageOf({ current }: QuestionnaireView): number {
  return current === null ? 0 : current.version * 1_000_000 + current.revision + (current.signed ? 0.5 : 0)
}
