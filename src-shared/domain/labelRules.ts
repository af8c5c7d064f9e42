import type { AnswerState, LabelDefinition, LabelSet } from './label.ts'

/** Labels that a new read is asked. */
export const askedLabels = (set: LabelSet): readonly LabelDefinition[] =>
  set.labels.filter(({ retired, mergedInto }) => retired !== true && mergedInto === undefined)

/** Signs of the tongue are answered by people only; of the constitutions a model knows seven of nine. */
export const isAssessed = (labelSet: string, definition: LabelDefinition | undefined): boolean =>
  labelSet !== 'tongue-signs' && definition !== undefined && definition.modelScore !== false

/** The label itself and every label that was merged into it, directly or through others. */
export function sourcesOf(set: LabelSet, key: string): readonly string[] {
  const direct = set.labels.filter(({ mergedInto }) => mergedInto === key).map((label) => label.key)
  return [key, ...direct.flatMap((merged) => sourcesOf(set, merged))]
}

/** One state for several labels that became one: a finding in any of them is a finding. null: none was answered. */
export function joinedState(states: readonly AnswerState[]): AnswerState | null {
  const order: readonly AnswerState[] = ['present', 'unsure', 'notAssessable', 'absent']
  return order.find((state) => states.includes(state)) ?? null
}

/** Others of the same exclusive group. */
export function rivalsOf(set: LabelSet, key: string): readonly string[] {
  const group = set.labels.find((label) => label.key === key)?.exclusiveGroup
  if (group === undefined) return []
  return askedLabels(set).filter((label) => label.exclusiveGroup === group && label.key !== key).map((label) => label.key)
}

export type LabelSetProblem = 'keyTwice' | 'keyGone' | 'nameMissing' | 'mergedIntoItself' | 'mergedIntoNothing' | 'nothingAsked'

/** Why `next` cannot follow `before`; null where it can. Keys stay for good: answers are kept under them. */
export function problemOf(before: LabelSet, next: LabelSet): { readonly problem: LabelSetProblem; readonly key: string } | null {
  const keys = next.labels.map(({ key }) => key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) return { problem: 'keyTwice', key: twice }
  const gone = before.labels.find(({ key }) => !keys.includes(key))
  if (gone !== undefined) return { problem: 'keyGone', key: gone.key }
  const nameless = next.labels.find(({ name }) => name['zh-CN'].trim() === '' || name.en.trim() === '')
  if (nameless !== undefined) return { problem: 'nameMissing', key: nameless.key }
  if (askedLabels(next).length === 0) return { problem: 'nothingAsked', key: '' }
  return mergeProblem(next)
}

function mergeProblem(next: LabelSet): ReturnType<typeof problemOf> {
  const byKey = new Map(next.labels.map((label) => [label.key, label]))
  for (const { key, mergedInto } of next.labels) {
    if (mergedInto === undefined) continue
    if (mergedInto === key) return { problem: 'mergedIntoItself', key }
    const target = byKey.get(mergedInto)
    // A target that is merged itself could lead round in a circle, or to a label nobody is asked.
    if (target === undefined || target.mergedInto !== undefined || target.retired === true) return { problem: 'mergedIntoNothing', key }
  }
  return null
}
