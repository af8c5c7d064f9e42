import { describe, expect, it } from 'vitest'
import type { LabelDefinition, LabelSet } from './label.ts'
import { askedLabels, joinedState, problemOf, rivalsOf, sourcesOf } from './labelRules.ts'

const label = (key: string, more: Partial<LabelDefinition> = {}): LabelDefinition => ({ key, name: { 'zh-CN': key, en: key }, ...more })
const setOf = (...labels: readonly LabelDefinition[]): LabelSet => ({ id: 'signs', version: 1, name: { 'zh-CN': '征', en: 'Signs' }, labels })

describe('a label set', () => {
  const set = setOf(label('red', { exclusiveGroup: 'body' }), label('pale', { exclusiveGroup: 'body' }), label('old', { retired: true }), label('pink', { mergedInto: 'pale' }), label('cracked'))

  it('asks neither retired nor merged labels', () => {
    expect(askedLabels(set).map(({ key }) => key)).toEqual(['red', 'pale', 'cracked'])
  })

  it('knows where an answer may lie and who excludes whom', () => {
    expect(sourcesOf(set, 'pale')).toEqual(['pale', 'pink'])
    expect(rivalsOf(set, 'red')).toEqual(['pale'])
    expect(rivalsOf(set, 'cracked')).toEqual([])
  })

  it.each([
    [[], null],
    [['absent', 'present'], 'present'],
    [['absent', 'unsure'], 'unsure'],
    [['absent', 'absent'], 'absent'],
    [['notAssessable', 'absent'], 'notAssessable'],
  ] as const)('joins %j to %s', (states, joined) => {
    expect(joinedState([...states])).toBe(joined)
  })
})

describe('a new version', () => {
  const before = setOf(label('red'), label('pale'))

  it.each<[string | null, LabelSet]>([
    [null, setOf(label('red', { name: { 'zh-CN': '红舌', en: 'Red tongue' } }), label('pale'), label('new'))],
    [null, setOf(label('pale'), label('red', { mergedInto: 'pale' }))],
    ['keyGone', setOf(label('red'))],
    ['keyTwice', setOf(label('red'), label('pale'), label('red'))],
    ['nameMissing', setOf(label('red', { name: { 'zh-CN': ' ', en: 'Red' } }), label('pale'))],
    ['mergedIntoItself', setOf(label('red', { mergedInto: 'red' }), label('pale'))],
    ['mergedIntoNothing', setOf(label('red', { mergedInto: 'blue' }), label('pale'))],
    ['mergedIntoNothing', setOf(label('red', { mergedInto: 'pale' }), label('pale', { retired: true }), label('third'))],
    ['mergedIntoNothing', setOf(label('red', { mergedInto: 'pale' }), label('pale', { mergedInto: 'red' }), label('third'))],
    ['nothingAsked', setOf(label('red', { retired: true }), label('pale', { retired: true }))],
  ])('%s', (problem, next) => {
    expect(problemOf(before, next)?.problem ?? null).toBe(problem)
  })
})
