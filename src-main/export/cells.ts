import type { Task } from '../../src-shared/domain/case.ts'
import type { LabelSet } from '../../src-shared/domain/label.ts'
import type { ShapeMark } from '../../src-shared/domain/mark.ts'
import { joinedState, sourcesOf } from '../../src-shared/domain/labelRules.ts'
import type { SignedAnswer } from '../store/signedCases.ts'

export interface LabelColumn {
  readonly labelSet: string
  readonly label: string
  /** Keys whose answers count for it: its own, and those of labels that were merged into it. */
  readonly sources: readonly string[]
}

export const nameOf = ({ labelSet, label }: Pick<LabelColumn, 'labelSet' | 'label'>): string => `${labelSet}.${label}`

/** The column that a shape's label counts for today, by its name; its own name where there is none any more. */
export function labelName(label: ShapeMark['label'], columns: readonly LabelColumn[]): string | null {
  if (label === null) return null
  return nameOf(columns.find(({ labelSet, sources }) => labelSet === label.labelSet && sources.includes(label.label)) ?? label)
}

/** The newest label sets of a task. */
export type LabelSetsOf = (task: Task) => readonly LabelSet[]

/** A column for every label that was not merged into another; retired ones keep theirs. */
export const labelColumns = (sets: readonly LabelSet[]): readonly LabelColumn[] =>
  sets.flatMap((set) =>
    set.labels
      .filter(({ mergedInto }) => mergedInto === undefined)
      .map(({ key }) => ({ labelSet: set.id, label: key, sources: sourcesOf(set, key) })),
  )

/** 1 present, 0 absent, null for everything that is no answer: unanswered, unsure, not assessable. Never a made-up 0. */
export function labelValue(answers: readonly SignedAnswer[], column: LabelColumn): 0 | 1 | null {
  const states = answers.filter(({ labelSet, label }) => labelSet === column.labelSet && column.sources.includes(label))
  const state = joinedState(states.map((answer) => answer.state))
  if (state === 'present') return 1
  return state === 'absent' ? 0 : null
}
