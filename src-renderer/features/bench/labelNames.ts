import type { LabelSet, Language } from '../../../src-shared/domain/label.ts'
import type { ShapeMark } from '../../../src-shared/domain/mark.ts'
import { lineWords } from '../../../src-shared/lineWords.ts'

/** A label's name on screen; its key where the sets of today do not know it any more. */
export function labelNames(sets: readonly LabelSet[], language: Language, none: string): (label: ShapeMark['label']) => string {
  return (label) => {
    if (label === null) return none
    return sets.find(({ id }) => id === label.labelSet)?.labels.find(({ key }) => key === label.label)?.name[language] ?? label.label
  }
}

/** What stands beside a shape: a tube's kind before what was made of it, a landmark's own name. */
export const shapeNames =
  (nameOf: (label: ShapeMark['label']) => string, language: Language) =>
  (mark: ShapeMark): string => {
    if (mark.kind === 'landmark') return lineWords[language].landmark[mark.landmark]
    if (mark.kind !== 'tube') return nameOf(mark.label)
    return mark.label === null ? lineWords[language].tube[mark.tube] : nameOf(mark.label)
  }
