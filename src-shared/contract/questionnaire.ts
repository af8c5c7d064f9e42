import * as v from 'valibot'
import { ccmqItems, sexes, type CcmqAnswers, type CcmqWording, type Sex } from '../domain/ccmq.ts'
import type { CaseId, QuestionnaireId, WordingId } from '../domain/ids.ts'
import { languages, type Language } from '../domain/label.ts'
import { command, query } from './call.ts'
import { count, idOf, shortText } from './fields.ts'

/** One version of a patient's own answers. No free text of the patient's is kept. */
export interface Questionnaire {
  readonly questionnaireId: QuestionnaireId
  readonly version: number
  /** Grows by one with every save; a save against an older one is refused with `questionnaire.conflict`. */
  readonly revision: number
  readonly keyVersion: number
  /** null: asked in the program's own words. */
  readonly wordingId: WordingId | null
  /** The language of the last answer. */
  readonly language: Language
  readonly sex: Sex | null
  readonly answers: CcmqAnswers
  /** Why this version was begun; empty for the first. */
  readonly reason: string
  readonly savedBy: string
  readonly savedAt: string
  /** A signed read stands for it: it is not changed any more. */
  readonly signed: boolean
}

export interface QuestionnaireView {
  /** The newest version; null before the first answer. */
  readonly current: Questionnaire | null
  /** Newest first. */
  readonly earlier: readonly Questionnaire[]
  /** The words of the newest version, or those that a first one would be asked in. */
  readonly wording: CcmqWording
}

export interface LoadedWording {
  readonly wordingId: WordingId
  readonly name: string
  readonly languages: readonly Language[]
  readonly sha256: string
  readonly by: string
  readonly at: string
}

export interface WordingList {
  /** null: the program's own words. */
  readonly inUse: WordingId | null
  /** Newest first. */
  readonly loaded: readonly LoadedWording[]
}

const caseId = idOf<CaseId>()
const reason = v.pipe(shortText, v.trim(), v.minLength(1))
const answer = v.strictObject({
  item: v.picklist(ccmqItems.map(({ key }) => key)),
  /** null clears. */
  score: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(5))),
})

export const questionnaireCalls = {
  /** Throws `questionnaire.otherTask`: only tongue cases have one. */
  'questionnaire.show': query<QuestionnaireView>()('case.read', v.strictObject({ caseId })),
  /** Begins the first version with the first answer. Throws `questionnaire.conflict`, `questionnaire.signed`. */
  'questionnaire.save': command<QuestionnaireView>()(
    'read.write',
    v.strictObject({
      caseId,
      /** 0 while there is none yet. */
      baseRevision: count,
      language: v.picklist(languages),
      sex: v.nullable(v.picklist(sexes)),
      answers: v.pipe(v.array(answer), v.maxLength(ccmqItems.length)),
    }),
  ),
  /** Begins a version from a signed one, with its answers. Throws `questionnaire.notSigned`. */
  'questionnaire.amend': command<QuestionnaireView>()('read.write', v.strictObject({ caseId, reason })),
  'wording.list': query<WordingList>()('case.read', v.strictObject({})),
  /** Takes words for the questionnaire from the text of a JSON or CSV file, and uses them from now on. Throws `wording.unreadable`. */
  'wording.load': command<WordingList>()('settings.write', v.strictObject({ name: reason, text: v.pipe(v.string(), v.maxLength(200_000)) })),
  /** What questionnaires that begin from now on are asked in; null: the program's own words. Throws `wording.missing`. */
  'wording.choose': command<WordingList>()('settings.write', v.strictObject({ wordingId: v.nullable(idOf<WordingId>()) })),
}
