import { randomUUID } from 'node:crypto'
import type { Questionnaire } from '../../src-shared/contract/questionnaire.ts'
import { ccmqKeyVersion, type CcmqAnswers, type Sex } from '../../src-shared/domain/ccmq.ts'
import type { CaseId, QuestionnaireId, ReadId, WordingId } from '../../src-shared/domain/ids.ts'
import type { Language } from '../../src-shared/domain/label.ts'
import type { ReadDb, WriteDb } from './database.ts'
import type { ReadAct } from './reads.ts'

type Row = Omit<Questionnaire, 'answers' | 'signed'> & { readonly answers: string; readonly signed: 0 | 1 }

const select = `
  SELECT q.questionnaire_id AS questionnaireId, q.version, q.revision, q.key_version AS keyVersion, q.wording_id AS wordingId, q.language, q.sex,
         q.answers, q.reason, u.name AS savedBy, q.saved_at AS savedAt,
         EXISTS (SELECT 1 FROM read_questionnaires r WHERE r.questionnaire_id = q.questionnaire_id) AS signed
    FROM questionnaires q JOIN users u ON u.user_id = q.saved_by`

const toQuestionnaire = (row: Row): Questionnaire => ({ ...row, answers: JSON.parse(row.answers) as CcmqAnswers, signed: row.signed === 1 })

/** Every version of a case's questionnaire, newest first. */
export function questionnairesOf(db: ReadDb, caseId: CaseId): readonly Questionnaire[] {
  return db.prepare<[string], Row>(`${select} WHERE q.case_id = ? ORDER BY q.version DESC`).all(caseId).map(toQuestionnaire)
}

/** What a signed version stands for: who saved it is no part of it. */
export type SignedQuestionnaire = Pick<Questionnaire, 'version' | 'keyVersion' | 'wordingId' | 'language' | 'sex' | 'answers'>

/** The version that a signed read stands for; null without one. */
export function questionnaireOfRead(db: ReadDb, readId: ReadId): SignedQuestionnaire | null {
  const row = db
    .prepare<[string], Row>(`${select} WHERE q.questionnaire_id = (SELECT questionnaire_id FROM read_questionnaires WHERE read_id = ?)`)
    .get(readId)
  if (row === undefined) return null
  const { version, keyVersion, wordingId, language, sex, answers } = toQuestionnaire(row)
  return { version, keyVersion, wordingId, language, sex, answers }
}

/** The newest version goes under the signature, in the transaction that signs; one without an answer is none. */
export function bindQuestionnaire(db: WriteDb, caseId: CaseId, readId: ReadId): void {
  const [newest] = questionnairesOf(db, caseId)
  if (newest === undefined || Object.keys(newest.answers).length === 0) return
  db.prepare('INSERT INTO read_questionnaires (read_id, questionnaire_id) VALUES (?, ?)').run(readId, newest.questionnaireId)
}

export interface QuestionnaireContent {
  readonly language: Language
  readonly sex: Sex | null
  readonly answers: CcmqAnswers
}

export interface NewVersion extends QuestionnaireContent {
  readonly caseId: CaseId
  readonly version: number
  readonly wordingId: WordingId | null
  readonly reason: string
}

export function insertQuestionnaire(db: WriteDb, { caseId, version, wordingId, language, sex, answers, reason }: NewVersion, { userId, at }: ReadAct): void {
  db.prepare(
    `INSERT INTO questionnaires (questionnaire_id, case_id, version, revision, key_version, wording_id, language, sex, answers, reason, saved_by, saved_at)
     VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(randomUUID(), caseId, version, ccmqKeyVersion, wordingId, language, sex, JSON.stringify(answers), reason, userId, at)
}

export function updateQuestionnaire(db: WriteDb, id: QuestionnaireId, { language, sex, answers }: QuestionnaireContent, { userId, at }: ReadAct): void {
  db.prepare(
    'UPDATE questionnaires SET revision = revision + 1, language = ?, sex = ?, answers = ?, saved_by = ?, saved_at = ? WHERE questionnaire_id = ?',
  ).run(language, sex, JSON.stringify(answers), userId, at, id)
}
