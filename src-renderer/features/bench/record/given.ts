import type { Read, ReadEdit } from '../../../../src-shared/contract/bench.ts'
import { markIdOf, ownState, standingDecision, type GivenAnswer, type GivenItem, type GivenShape } from '../../../../src-shared/domain/given.ts'
import type { AnswerState } from '../../../../src-shared/domain/label.ts'
import type { ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { editableMark } from './draft.ts'

/** Sets an answer as any other gesture does: with what follows from it for the model's call and for rivals. */
export type AnswerWith = (label: NonNullable<GivenItem['label']>, state: AnswerState) => readonly ReadEdit[]

/** A shape that was given, as the mark it becomes. */
export const markOfGiven = ({ givenId, imageId, shape, points, label }: GivenShape): ShapeMark =>
  ({ markId: markIdOf(givenId), imageId, kind: shape, points, label })

/** Takes over what was given. Nothing for an answer without a label: there is nothing to answer. */
export function acceptGivenEdits(items: readonly GivenItem[], answerWith: AnswerWith): readonly ReadEdit[] {
  return items.flatMap((item): readonly ReadEdit[] => {
    const decision: ReadEdit = { kind: 'given', givenId: item.givenId, decision: 'accepted' }
    if (item.kind === 'shape') return [{ kind: 'mark', markId: markIdOf(item.givenId), mark: editableMark(markOfGiven(item)) }, decision]
    return item.label === null ? [] : [...answerWith(item.label, item.state), decision]
  })
}

const opposite: Readonly<Record<string, AnswerState>> = { present: 'absent', absent: 'present' }

/** Keeps the reader's other answer, or gives the opposite one; a shape is left out. Unsure has no opposite: answer first. */
export function overruleGivenEdits(read: Read, items: readonly GivenItem[], answerWith: AnswerWith): readonly ReadEdit[] {
  return items.flatMap((item): readonly ReadEdit[] => {
    const decision: ReadEdit = { kind: 'given', givenId: item.givenId, decision: 'overruled' }
    if (item.kind === 'shape') {
      const taken = read.marks.some(({ markId }) => markId === markIdOf(item.givenId))
      return taken ? [{ kind: 'mark', markId: markIdOf(item.givenId), mark: null }, decision] : [decision]
    }
    if (differs(read, item)) return [decision]
    const other = opposite[item.state]
    return item.label === null || other === undefined ? [] : [...answerWith(item.label, other), decision]
  })
}

const isOpen = (read: Read, item: GivenItem): boolean => standingDecision(read, item) === null && (item.kind === 'shape' || item.label !== null)

function differs(read: Read, item: GivenAnswer): boolean {
  const own = ownState(read, item)
  return own !== null && own !== item.state
}

/** What "accept all" takes: never what the reader has answered otherwise. */
export const acceptable = (read: Read, items: readonly GivenItem[]): readonly GivenItem[] =>
  items.filter((item) => isOpen(read, item) && (item.kind === 'shape' || !differs(read, item)))

/** What "overrule all" takes: shapes, and answers that differ from the reader's; no answer is turned round in bulk. */
export const overrulable = (read: Read, items: readonly GivenItem[]): readonly GivenItem[] =>
  items.filter((item) => isOpen(read, item) && (item.kind === 'shape' || differs(read, item)))
