import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Input } from '../../../../src-shared/contract/contract.ts'
import type { Questionnaire, QuestionnaireView } from '../../../../src-shared/contract/questionnaire.ts'
import { ccmqItems, type CcmqAnswers } from '../../../../src-shared/domain/ccmq.ts'
import { AppError, type ErrorCode } from '../../../../src-shared/errors.ts'
import { createDraft, type QuestionnaireCalls } from './draft.ts'

const bySex = ccmqItems.find((item) => item.bySex)?.key ?? ''
const wording = { wordingId: 'own', name: '', period: { en: '', 'zh-CN': '' }, scale: { en: [], 'zh-CN': [] }, items: {} }

/** Every promise that is settled has been heard. */
const aTurn = (): Promise<void> => new Promise((done) => setTimeout(done))

type Save = Omit<Input<'questionnaire.save'>, 'caseId'>

/** A store with the rules of the real one, whose answers arrive only when the test lets them. */
class SlowStore implements QuestionnaireCalls {
  current: Questionnaire | null = null
  /** Oldest first; each lets one answer arrive. */
  readonly arrivals: (() => void)[] = []
  readonly failures: ErrorCode[] = []
  readonly saves: Save[] = []

  load = (): Promise<QuestionnaireView> => this.#later(() => this.#view())

  save = (save: Save): Promise<QuestionnaireView> =>
    this.#later(() => {
      this.saves.push(save)
      const failure = this.failures.shift()
      if (failure !== undefined) throw new AppError(failure)
      if (this.current?.signed === true) throw new AppError('questionnaire.signed')
      if (save.baseRevision !== (this.current?.revision ?? 0)) throw new AppError('questionnaire.conflict')
      const answers = new Map(Object.entries(this.current?.answers ?? {}))
      for (const { item, score } of save.answers) {
        if (score === null) answers.delete(item)
        else answers.set(item, score)
      }
      this.write(Object.fromEntries(answers), save)
      return this.#view()
    })

  amend = (): Promise<QuestionnaireView> =>
    this.#later(() => {
      if (this.current === null) throw new AppError('questionnaire.notSigned')
      this.current = { ...this.current, version: this.current.version + 1, signed: false }
      return this.#view()
    })

  write(answers: CcmqAnswers, { sex, language }: Pick<Save, 'sex' | 'language'>): void {
    const revision = (this.current?.revision ?? 0) + 1
    this.current = { questionnaireId: 'q' as Questionnaire['questionnaireId'], version: this.current?.version ?? 1, revision, keyVersion: 1, wordingId: null, language, sex, answers, reason: '', savedBy: 'a', savedAt: `at ${revision}`, signed: false }
  }

  /** Everything that is under way arrives, and what comes of it. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet += 1) {
      const next = this.arrivals.shift()
      if (next !== undefined) quiet = 0
      next?.()
      await aTurn()
    }
  }

  #view(): QuestionnaireView {
    return { current: this.current, earlier: [], wording }
  }

  /** The store acts at once; its word of it is on the way until the test lets it in. */
  #later<T>(act: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      try {
        const value = act()
        this.arrivals.push(() => resolve(value))
      } catch (error) {
        this.arrivals.push(() => reject(error as Error))
      }
    })
  }
}

describe('answers on their way to the store', () => {
  it('no answer and no sex ever looks open again once it was given, whatever arrives when', async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('answer' as const), item: fc.constantFrom(...ccmqItems.filter((item) => !item.bySex).map(({ key }) => key)), score: fc.integer({ min: 1, max: 5 }) }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('arrive', 'pause') }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('refresh', 'sex') }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const store = new SlowStore()
        const draft = createDraft(store)
        const given: Record<string, number> = {}
        let sex: 'female' | null = null
        const check = (): void => {
          expect(draft.state().answers).toEqual(given)
          expect(draft.state().sex).toBe(sex)
        }
        draft.subscribe(check)
        for (const each of steps) {
          if ('item' in each) {
            given[each.item] = each.score
            draft.answer(each.item, each.score, 'en')
          } else if (each.kind === 'sex') {
            sex = 'female'
            draft.setSex('female', 'en')
          } else if (each.kind === 'refresh') void draft.refresh()
          else if (each.kind === 'arrive') store.arrivals.shift()?.()
          else await aTurn()
          check()
        }
        await store.settle()
        check()
        expect(draft.state().unsaved).toBe(0)
        expect(draft.state().error).toBeNull()
        expect(store.current?.answers ?? {}).toEqual(given)
      }),
      { numRuns: 300 },
    )
  })

  it('another window has answered meanwhile: its answers count, what it left alone is saved all the same', async () => {
    const store = new SlowStore()
    const draft = createDraft(store)
    void draft.refresh()
    await store.settle()
    store.write({ vigour: 2, tired: 3 }, { sex: null, language: 'en' })
    draft.answer('vigour', 5, 'en')
    draft.answer('hives', 4, 'en')
    await store.settle()
    expect(draft.state()).toMatchObject({ answers: { vigour: 2, tired: 3, hives: 4 }, unsaved: 0, error: { code: 'questionnaire.conflict' } })
    expect(store.current?.answers).toEqual({ vigour: 2, tired: 3, hives: 4 })
    draft.answer('hives', 5, 'en')
    expect(draft.state().error).toBeNull()
  })

  it('an answer whose receipt was lost is no conflict with itself', async () => {
    const store = new SlowStore()
    const draft = createDraft(store)
    store.write({ vigour: 5 }, { sex: null, language: 'en' })
    draft.answer('vigour', 5, 'en')
    await store.settle()
    expect(draft.state()).toMatchObject({ answers: { vigour: 5 }, unsaved: 0, error: null })
  })

  it('the store is away: the answers stay, the next one or a second try brings all of them', async () => {
    const store = new SlowStore()
    const draft = createDraft(store)
    store.failures.push('host.unreachable')
    draft.answer('vigour', 1, 'en')
    await store.settle()
    expect(draft.state()).toMatchObject({ answers: { vigour: 1 }, unsaved: 1, error: { code: 'host.unreachable' } })
    draft.answer('tired', 2, 'en')
    await store.settle()
    expect(draft.state()).toMatchObject({ unsaved: 0, error: null, savedAt: 'at 1' })
    expect(store.current?.answers).toEqual({ vigour: 1, tired: 2 })
  })

  it('a signature came first: nothing is written into the signed version, and it says so', async () => {
    const store = new SlowStore()
    const draft = createDraft(store)
    draft.answer('vigour', 1, 'en')
    await store.settle()
    if (store.current !== null) store.current = { ...store.current, signed: true }
    draft.answer('vigour', 4, 'en')
    await store.settle()
    expect(draft.state()).toMatchObject({ answers: { vigour: 1 }, unsaved: 0, error: { code: 'questionnaire.signed' }, view: { current: { signed: true } } })
  })

  it('a question that is asked by sex loses its answer when the other form is chosen', async () => {
    const store = new SlowStore()
    const draft = createDraft(store)
    draft.setSex('female', 'en')
    draft.answer(bySex, 3, 'en')
    await store.settle()
    expect(store.current).toMatchObject({ sex: 'female', answers: { [bySex]: 3 } })
    draft.setSex('female', 'en')
    expect(draft.state().answers).toEqual({ [bySex]: 3 })
    draft.setSex('male', 'en')
    await store.settle()
    expect(store.current).toMatchObject({ sex: 'male', answers: {} })
  })
})
