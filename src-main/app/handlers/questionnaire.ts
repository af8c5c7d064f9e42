import type { QuestionnaireView, WordingList } from '../../../src-shared/contract/questionnaire.ts'
import type { Input } from '../../../src-shared/contract/contract.ts'
import type { CcmqAnswers } from '../../../src-shared/domain/ccmq.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { canonicalSha256 } from '../../audit/canonical.ts'
import { readWording } from '../../questionnaire/readWording.ts'
import { caseFacts } from '../../store/cases.ts'
import type { ReadDb, WriteDb } from '../../store/database.ts'
import { insertQuestionnaire, questionnairesOf, updateQuestionnaire } from '../../store/questionnaires.ts'
import type { ReadAct } from '../../store/reads.ts'
import { chooseWording, insertWording, wordingById, wordingInUse, wordingsOf } from '../../store/wordings.ts'
import type { Audited } from '../audited.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type QuestionnaireCalls = 'questionnaire.show' | 'questionnaire.save' | 'questionnaire.amend' | 'wording.list' | 'wording.load' | 'wording.choose'

/** A patient's own answers, kept per case in versions; the audit says that something was answered, not what. */
export function questionnaireHandlers({ audited, store, clock, events, saves }: Services): Pick<Handlers, QuestionnaireCalls> {
  const actOf = ({ userId }: Caller): ReadAct => {
    if (userId === null) throw new AppError('auth.signedOut')
    return { userId, at: clock.nowIso() }
  }
  const show = ({ caseId, sha256 }: Saved): QuestionnaireView => {
    const view = viewOf(store.database(), caseId)
    // "Saved" is said of what a second connection finds in the store, not of what was sent.
    if (canonicalSha256(view.current) !== sha256) throw new AppError('store.damaged', { part: 'readBack' })
    saves.lastReadBackAt = clock.nowIso()
    events.emit({ kind: 'case.changed', caseId })
    return view
  }
  const list = (): WordingList => wordingsOf(store.database())
  return {
    'questionnaire.show': ({ caseId }) => viewOf(store.database(), caseId),
    'questionnaire.save': audited.readBack('questionnaire.save', (db, input, caller) => save(db, input, actOf(caller)), show),
    'questionnaire.amend': audited.readBack('questionnaire.amend', (db, input, caller) => amend(db, input, actOf(caller)), show),
    'wording.list': list,
    'wording.load': audited.readBack(
      'wording.load',
      (db, { name, text }, caller) => {
        const wordingId = insertWording(db, readWording(text, name), actOf(caller))
        chooseWording(db, wordingId, actOf(caller))
        return { value: null, object: wordingId, detail: { characters: text.length } }
      },
      list,
    ),
    'wording.choose': audited.readBack(
      'wording.choose',
      (db, { wordingId }, caller) => {
        wordingById(db, wordingId)
        chooseWording(db, wordingId, actOf(caller))
        return { value: null, object: wordingId ?? 'own' }
      },
      list,
    ),
  }
}

function viewOf(db: ReadDb, caseId: CaseId): QuestionnaireView {
  assertTongue(db, caseId)
  const [current = null, ...earlier] = questionnairesOf(db, caseId)
  return { current, earlier, wording: wordingById(db, current === null ? wordingInUse(db) : current.wordingId) }
}

function assertTongue(db: ReadDb, caseId: CaseId): void {
  if (caseFacts(db, caseId).task !== 'tongue') throw new AppError('questionnaire.otherTask')
}

interface Saved {
  readonly caseId: CaseId
  readonly sha256: string
}

function save(db: WriteDb, { caseId, baseRevision, language, sex, answers }: Input<'questionnaire.save'>, act: ReadAct): Audited<Saved> {
  assertTongue(db, caseId)
  const [before = null] = questionnairesOf(db, caseId)
  if (before?.signed === true) throw new AppError('questionnaire.signed')
  if ((before?.revision ?? 0) !== baseRevision) throw new AppError('questionnaire.conflict')
  const content = { language, sex, answers: answered(before?.answers ?? {}, answers) }
  if (before === null) insertQuestionnaire(db, { ...content, caseId, version: 1, wordingId: wordingInUse(db), reason: '' }, act)
  else updateQuestionnaire(db, before.questionnaireId, content, act)
  return saved(db, caseId, before === null ? null : canonicalSha256(before.answers))
}

/** What is cleared is gone: nothing stands for "not answered". */
function answered(before: CcmqAnswers, edits: Input<'questionnaire.save'>['answers']): CcmqAnswers {
  const after = new Map(Object.entries(before))
  for (const { item, score } of edits) {
    if (score === null) after.delete(item)
    else after.set(item, score)
  }
  return Object.fromEntries(after)
}

function amend(db: WriteDb, { caseId, reason }: Input<'questionnaire.amend'>, act: ReadAct): Audited<Saved> {
  assertTongue(db, caseId)
  const [before] = questionnairesOf(db, caseId)
  if (before?.signed !== true) throw new AppError('questionnaire.notSigned')
  insertQuestionnaire(db, { ...before, caseId, version: before.version + 1, reason }, act)
  return saved(db, caseId, canonicalSha256(before.answers))
}

function saved(db: ReadDb, caseId: CaseId, beforeSha256: string | null): Audited<Saved> {
  const [after] = questionnairesOf(db, caseId)
  if (after === undefined) throw new AppError('store.damaged', { part: 'questionnaire' })
  return {
    value: { caseId, sha256: canonicalSha256(after) },
    object: caseId,
    beforeSha256,
    afterSha256: canonicalSha256(after.answers),
    detail: { version: after.version, revision: after.revision, answered: Object.keys(after.answers).length },
  }
}
