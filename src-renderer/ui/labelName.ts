import { tasks, type Task } from '../../src-shared/domain/case.ts'
import type { LabelDefinition, LabelSet, Language } from '../../src-shared/domain/label.ts'
import { labelSetsFor } from '../../src-shared/labels.ts'

export interface LabelChoice {
  readonly set: LabelSet
  readonly label: LabelDefinition
}

/** The labels a read of the task can answer; of every task when none is given. */
export const labelChoices = (task: Task | null): readonly LabelChoice[] =>
  (task === null ? tasks : [task]).flatMap((each) =>
    labelSetsFor(each).flatMap((set) => set.labels.map((label) => ({ set, label }))),
  )

/** A label's name in the language, or its key where no set of the task has it. */
export function labelName(key: string, task: Task, language: Language): string {
  return labelChoices(task).find(({ label }) => label.key === key)?.label.name[language] ?? key
}
