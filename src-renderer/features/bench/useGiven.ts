import type { ReadEdit } from '../../../src-shared/contract/bench.ts'
import { standingDecision, type GivenItem, type GivenShape } from '../../../src-shared/domain/given.ts'
import type { ImageId } from '../../../src-shared/domain/ids.ts'
import type { Decision, LabelRef } from '../../../src-shared/domain/label.ts'
import { answerEdits, rivalEdits } from './record/decide.ts'
import { acceptable, acceptGivenEdits, overrulable, overruleGivenEdits, type AnswerWith } from './record/given.ts'
import type { BenchSession, BenchState } from './record/session.ts'
import type { Reading } from './useReading.ts'

/** What was said of the case before it came here, and what this reader makes of it. Empty before the reveal. */
export interface Given {
  readonly items: readonly GivenItem[]
  readonly of: (ref: LabelRef) => readonly GivenItem[]
  /** Shapes of a picture that nobody has decided on. */
  readonly openShapes: (imageId: ImageId) => readonly GivenShape[]
  readonly standing: (item: GivenItem) => Decision | null
  readonly accept: (items: readonly GivenItem[]) => void
  readonly overrule: (items: readonly GivenItem[]) => void
  /** Of a source, what its two buttons for all would take. */
  readonly acceptable: (source: string) => readonly GivenItem[]
  readonly overrulable: (source: string) => readonly GivenItem[]
  /** On the label that has the focus. */
  readonly acceptFocused: () => void
  readonly overruleFocused: () => void
}

export function useGiven(session: BenchSession, { view, read }: BenchState, reading: Reading): Given {
  const items = read.phase === 'blind' ? [] : view.given
  const callOf = (ref: LabelRef) => reading.scoreOf(ref)?.call ?? null
  const answerWith: AnswerWith = (ref, state) => [
    ...answerEdits(read, ref, state, callOf(ref)),
    ...(state === 'present' ? rivalEdits(read, view.labelSets, ref, callOf) : []),
  ]
  const edit = (edits: readonly ReadEdit[]): void => {
    if (!reading.readOnly && edits.length > 0) session.edit(edits)
  }
  const of = (ref: LabelRef): readonly GivenItem[] =>
    items.filter(({ kind, label }) => kind === 'answer' && label?.labelSet === ref.labelSet && label.label === ref.label)
  const accept = (chosen: readonly GivenItem[]): void => edit(acceptGivenEdits(chosen, answerWith))
  const overrule = (chosen: readonly GivenItem[]): void => edit(overruleGivenEdits(read, chosen, answerWith))
  const focused = (): readonly GivenItem[] => (reading.focus === null ? [] : of(reading.focus)).slice(0, 1)
  const bySource = (source: string): readonly GivenItem[] => items.filter((item) => item.source === source)
  return {
    items,
    of,
    openShapes: (imageId) =>
      items.flatMap((item) => (item.kind === 'shape' && item.imageId === imageId && standingDecision(read, item) === null ? [item] : [])),
    standing: (item) => standingDecision(read, item),
    accept,
    overrule,
    acceptable: (source) => acceptable(read, bySource(source)),
    overrulable: (source) => overrulable(read, bySource(source)),
    acceptFocused: () => accept(focused()),
    overruleFocused: () => overrule(focused()),
  }
}
