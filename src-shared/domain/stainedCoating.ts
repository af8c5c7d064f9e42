import type { LabelRef, AnswerState } from './label.ts'
import type { TongueSigns } from './tongueSigns.ts'

type Answered = LabelRef & { readonly state: AnswerState | null }

/**
 * The signs as a reader may use them: where the reader has said that the coating is stained, by food or medicine, its colour says
 * nothing of the tongue and is left out, with the reason. Which photo shows a stain no measure tells: that is the reader's to say.
 */
export function signsAsRead(signs: TongueSigns, answers: readonly Answered[]): TongueSigns {
  const stained = answers.some(({ labelSet, label, state }) => labelSet === 'tongue-signs' && label === 'stained' && state === 'present')
  return stained ? { ...signs, coatingColour: { name: null, lab: null, deltaE: null, runnerUp: null, runnerUpDeltaE: null, confidence: 0, reason: 'stained' } } : signs
}
