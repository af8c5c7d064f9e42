import type { ReadEdit } from '../../src-shared/contract/bench.ts'
import type { Answer } from '../../src-shared/domain/label.ts'

const states = ['present', 'absent', 'unsure', 'notAssessable'] as const
const labels = ['atelectasis', 'cardiomegaly', 'consolidation', 'edema', 'effusion'] as const

const labelOf = (revision: number): string => labels[revision % labels.length] ?? ''
const stateOf = (revision: number): Answer['state'] => states[Math.floor(revision / labels.length) % states.length] ?? 'unsure'

/** What is saved as this revision: computable by anybody, so that a checker needs no memory but the number. */
export const editsOf = (revision: number): readonly ReadEdit[] => [
  { kind: 'answer', labelSet: 'chestxray14', label: labelOf(revision), state: stateOf(revision) },
  { kind: 'note', text: `revision ${revision}` },
]

/** The answers after this revision: each label as it was last set. */
export function answersAfter(revision: number): ReadonlyMap<string, Answer['state']> {
  const first = Math.max(1, revision - labels.length + 1)
  const latest = Array.from({ length: revision - first + 1 }, (_, index) => first + index)
  return new Map(latest.map((past) => [labelOf(past), stateOf(past)]))
}
