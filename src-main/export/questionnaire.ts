import { ccmqItems, ccmqResults, constitutions } from '../../src-shared/domain/ccmq.ts'
import type { SignedQuestionnaire } from '../store/questionnaires.ts'

/** What programs call the words of this program; loaded ones have an id. */
const wordsOf = ({ wordingId }: SignedQuestionnaire): string => wordingId ?? 'own-1'

const facts = ['version', 'key_version', 'words', 'answered'] as const

/** Named `ccmq.<fact>`, then `ccmq.<type>` for the score and `ccmq.<type>.verdict`. */
export const questionnaireColumns: readonly string[] = [...facts, ...constitutions.flatMap((type) => [type, `${type}.verdict`])].map((name) => `ccmq.${name}`)

/** Empty without a questionnaire, and where a missing item leaves a type without a score. */
export function questionnaireCells(questionnaire: SignedQuestionnaire | null): readonly (string | number | null)[] {
  if (questionnaire === null) return questionnaireColumns.map(() => null)
  const { version, keyVersion, answers } = questionnaire
  return [version, keyVersion, wordsOf(questionnaire), Object.keys(answers).length, ...ccmqResults(answers).flatMap(({ score, verdict }) => [score === null ? null : score.toFixed(2), verdict])]
}

/** The same with names; single answers stay here. */
export function questionnaireFacts(questionnaire: SignedQuestionnaire): Record<string, unknown> {
  const { version, keyVersion, answers } = questionnaire
  const scored = ccmqResults(answers).filter(({ score }) => score !== null)
  return {
    version,
    key_version: keyVersion,
    words: wordsOf(questionnaire),
    answered: Object.keys(answers).length,
    items: ccmqItems.length,
    scores: Object.fromEntries(scored.map(({ type, score }) => [type, score])),
    verdicts: Object.fromEntries(scored.flatMap(({ type, verdict }) => (verdict === null ? [] : [[type, verdict]]))),
  }
}
