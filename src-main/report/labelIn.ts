import type { LabelDefinition, LabelRef, LabelSet } from '../../src-shared/domain/label.ts'

/** A label as the signed sets define it. */
export const nameIn = (sets: readonly LabelSet[], { labelSet, label }: LabelRef): LabelDefinition | undefined =>
  sets.find(({ id }) => id === labelSet)?.labels.find(({ key }) => key === label)
