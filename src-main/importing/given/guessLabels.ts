import type { LabelRef, LabelSet } from '../../../src-shared/domain/label.ts'
import { askedLabels } from '../../../src-shared/domain/labelRules.ts'

/** The one other spelling that the public tables themselves use: boxes say Infiltrate where labels say Infiltration. */
const otherSpellings: Readonly<Record<string, string>> = { infiltrate: 'infiltration' }

const plain = (name: string): string => {
  const bare = name.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '')
  return otherSpellings[bare] ?? bare
}

/** The label of each set that bears a foreign name, apart from capitals and punctuation; null for none and for several. */
export function labelGuesser(sets: readonly LabelSet[]): (foreignName: string) => LabelRef | null {
  const byName = new Map<string, LabelRef[]>()
  for (const set of sets) {
    for (const { key, name, datasetName } of askedLabels(set)) {
      const names = new Set([key, name.en, name['zh-CN'], `${set.id}.${key}`, ...(datasetName === undefined ? [] : [datasetName])].map(plain))
      for (const each of names) byName.set(each, [...(byName.get(each) ?? []), { labelSet: set.id, label: key }])
    }
  }
  return (foreignName) => {
    const [found, ...others] = byName.get(plain(foreignName)) ?? []
    return found === undefined || others.length > 0 ? null : found
  }
}
