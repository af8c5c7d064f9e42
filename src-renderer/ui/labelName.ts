import { tasks, type Task } from '../../src-shared/domain/case.ts'
import type { LabelDefinition, LabelSet, Language } from '../../src-shared/domain/label.ts'
import { askedLabels } from '../../src-shared/domain/labelRules.ts'

export interface LabelChoice {
  readonly set: LabelSet
  readonly label: LabelDefinition
}

/** The labels a read of the task is asked; of every task when none is given. */
export const labelChoices = (setsOf: (task: Task) => readonly LabelSet[], task: Task | null): readonly LabelChoice[] =>
  (task === null ? tasks : [task]).flatMap((each) =>
    setsOf(each).flatMap((set) => askedLabels(set).map((label) => ({ set, label }))),
  )

/** A label's name in the language, or its key where no set has it. */
export const labelName = (key: string, sets: readonly LabelSet[], language: Language): string =>
  sets.flatMap(({ labels }) => labels).find((label) => label.key === key)?.name[language] ?? key
