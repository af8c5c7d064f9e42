import type { EditedLabel } from '../../../src-shared/contract/labels.ts'
import type { LabelSet } from '../../../src-shared/domain/label.ts'

/** A set as the editor changes it. */
export const draftOf = ({ labels }: LabelSet): readonly EditedLabel[] =>
  labels.map(({ key, name, hint, exclusiveGroup, retired, mergedInto }) => ({
    key,
    name: { 'zh-CN': name['zh-CN'], en: name.en },
    hint: hint === undefined ? null : { 'zh-CN': hint['zh-CN'], en: hint.en },
    exclusiveGroup: exclusiveGroup ?? null,
    retired: retired ?? false,
    mergedInto: mergedInto ?? null,
  }))

export type Fate = 'asked' | 'retired' | `merged:${string}`

export const fateOf = ({ retired, mergedInto }: EditedLabel): Fate => {
  if (mergedInto !== null) return `merged:${mergedInto}`
  return retired ? 'retired' : 'asked'
}

export const withFate = (label: EditedLabel, fate: Fate): EditedLabel => ({
  ...label,
  retired: fate === 'retired',
  mergedInto: fate.startsWith('merged:') ? fate.slice('merged:'.length) : null,
})

export const blankLabel = (key: string): EditedLabel => ({
  key,
  name: { 'zh-CN': '', en: '' },
  hint: null,
  exclusiveGroup: null,
  retired: false,
  mergedInto: null,
})

/** The label moved one place up or down; at the end it stays. */
export function moved(labels: readonly EditedLabel[], index: number, by: -1 | 1): readonly EditedLabel[] {
  const label = labels[index]
  if (label === undefined || index + by < 0 || index + by >= labels.length) return labels
  return labels.toSpliced(index, 1).toSpliced(index + by, 0, label)
}

export interface Changes {
  readonly added: readonly string[]
  readonly renamed: readonly string[]
  readonly retired: readonly string[]
  readonly merged: readonly string[]
  readonly other: boolean
}

/** What saving would change, label by label. */
export function changesBetween(before: readonly EditedLabel[], after: readonly EditedLabel[]): Changes {
  const known = new Map(before.map((label) => [label.key, label]))
  const changed = (test: (was: EditedLabel, is: EditedLabel) => boolean): readonly string[] =>
    after.filter((label) => known.has(label.key) && test(known.get(label.key) ?? label, label)).map(({ key }) => key)
  return {
    added: after.filter(({ key }) => !known.has(key)).map(({ key }) => key),
    renamed: changed((was, is) => was.name.en !== is.name.en || was.name['zh-CN'] !== is.name['zh-CN']),
    retired: changed((was, is) => !was.retired && is.retired),
    merged: changed((was, is) => is.mergedInto !== null && was.mergedInto !== is.mergedInto),
    other: JSON.stringify(before) !== JSON.stringify(after),
  }
}
