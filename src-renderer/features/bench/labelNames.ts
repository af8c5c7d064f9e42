import type { LabelSet, Language } from '../../../src-shared/domain/label.ts'
import type { ShapeMark } from '../../../src-shared/domain/mark.ts'

/** A label's name on screen; its key where the sets of today do not know it any more. */
export function labelNames(sets: readonly LabelSet[], language: Language, none: string): (label: ShapeMark['label']) => string {
  return (label) => {
    if (label === null) return none
    return sets.find(({ id }) => id === label.labelSet)?.labels.find(({ key }) => key === label.label)?.name[language] ?? label.label
  }
}
