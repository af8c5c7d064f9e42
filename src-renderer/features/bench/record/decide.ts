import type { Read, ReadEdit } from '../../../../src-shared/contract/bench.ts'
import type { LabelScore } from '../../../../src-shared/domain/analysis.ts'
import type { Answer, AnswerState, LabelRef, LabelSet } from '../../../../src-shared/domain/label.ts'
import { rivalsOf } from '../../../../src-shared/domain/labelRules.ts'
import { answerOf, stateOf } from './draft.ts'

type Call = LabelScore['call']

const opposite: Readonly<Record<Call, AnswerState>> = { present: 'absent', absent: 'present' }

/** agrees and differs: a plain yes or no beside the model's; open: nothing to compare yet, or the reader hedged. */
export type Agreement = 'agrees' | 'differs' | 'open'

export function agreement(answer: Answer | null, call: Call | null): Agreement {
  if (answer === null || call === null || answer.state === 'unsure' || answer.state === 'notAssessable') return 'open'
  return answer.state === call ? 'agrees' : 'differs'
}

/** Sets or clears an answer. A decision that no longer says what the answer says falls away with it. */
export function answerEdits(read: Read, ref: LabelRef, state: AnswerState | null, call: Call | null): ReadEdit[] {
  const before = answerOf(read, ref)
  const edit: ReadEdit = { kind: 'answer', labelSet: ref.labelSet, label: ref.label, state }
  if (before === null || before.decision === null) return [edit]
  const stands = before.decision === 'accepted' ? state === call : state !== null && state !== call
  return stands ? [edit] : [decision(ref, null, ''), edit]
}

/** Takes over the model's call as the answer. */
export const acceptEdits = (ref: LabelRef, call: Call): ReadEdit[] => [
  { kind: 'answer', labelSet: ref.labelSet, label: ref.label, state: call },
  decision(ref, 'accepted', ''),
]

/** Takes over every call that the reader's own answer says already and that nothing was decided of: no answer changes. */
export const acceptAgreedEdits = (read: Read, refs: readonly LabelRef[], callOf: (ref: LabelRef) => Call | null): ReadEdit[] =>
  refs.flatMap((ref) => {
    const answer = answerOf(read, ref)
    return answer !== null && answer.decision === null && agreement(answer, callOf(ref)) === 'agrees' ? [decision(ref, 'accepted', '')] : []
  })

/**
 * A label of an exclusive group that becomes present makes the others of its group absent, in the same step: edits for
 * those that are present now.
 */
export function rivalEdits(read: Read, sets: readonly LabelSet[], ref: LabelRef, callOf: (ref: LabelRef) => Call | null): ReadEdit[] {
  const set = sets.find(({ id }) => id === ref.labelSet)
  if (set === undefined) return []
  return rivalsOf(set, ref.label)
    .map((label) => ({ labelSet: ref.labelSet, label }))
    .filter((rival) => stateOf(read, rival) === 'present')
    .flatMap((rival) => answerEdits(read, rival, 'absent', callOf(rival)))
}

/** Keeps an answer that differs from the model's call; an equal or missing one becomes its opposite. */
export function overruleEdits(read: Read, ref: LabelRef, call: Call, reason: string): ReadEdit[] {
  const state = stateOf(read, ref)
  const kept = state === null || state === call ? opposite[call] : state
  return [
    { kind: 'answer', labelSet: ref.labelSet, label: ref.label, state: kept },
    decision(ref, 'overruled', reason.trim()),
  ]
}

const decision = (ref: LabelRef, value: 'accepted' | 'overruled' | null, reason: string): ReadEdit => ({
  kind: 'decision',
  labelSet: ref.labelSet,
  label: ref.label,
  decision: value,
  reason,
})

/** Every label of the sets in the order of the panel. */
export const refsOf = (sets: readonly LabelSet[]): readonly LabelRef[] =>
  sets.flatMap((set) => set.labels.map((label) => ({ labelSet: set.id, label: label.key })))

/** Labels without an answer, in the panel's order: signing names them. */
export const unansweredOf = (read: Read, sets: readonly LabelSet[]): readonly LabelRef[] =>
  refsOf(sets).filter((ref) => answerOf(read, ref) === null)

/** Where the eye should go next: the first label after this one (wrapping round) that has no answer. */
export function nextUnanswered(read: Read, sets: readonly LabelSet[], from: LabelRef | null): LabelRef | null {
  const all = refsOf(sets)
  const index = all.findIndex((ref) => ref.labelSet === from?.labelSet && ref.label === from?.label)
  const order = [...all.slice(index + 1), ...all.slice(0, index + 1)]
  return order.find((ref) => answerOf(read, ref) === null) ?? null
}

/** The label `steps` further down the panel, stopping at its ends. */
export function labelAt(sets: readonly LabelSet[], from: LabelRef | null, steps: number): LabelRef | null {
  const all = refsOf(sets)
  const index = all.findIndex((ref) => ref.labelSet === from?.labelSet && ref.label === from?.label)
  if (index < 0) return all[0] ?? null
  return all[Math.min(all.length - 1, Math.max(0, index + steps))] ?? null
}
