import { describe, expect, it } from 'vitest'
import type { Read } from '../../../../src-shared/contract/bench.ts'
import type { LabelSet } from '../../../../src-shared/domain/label.ts'
import { acceptAgreedEdits, acceptEdits, agreement, answerEdits, labelAt, nextUnanswered, overruleEdits, rivalEdits, unansweredOf } from './decide.ts'
import { answerOf, applyEdits } from './draft.ts'
import { blankRead } from './testRead.ts'

const ref = { labelSet: 'set', label: 'a' }
const answered = (state: 'present' | 'absent' | 'unsure'): Read =>
  applyEdits(blankRead, [{ kind: 'answer', ...ref, state }])
const sets: readonly LabelSet[] = [
  { id: 'set', version: 1, name: { 'zh-CN': '一', en: 'one' }, labels: ['a', 'b'].map((key) => ({ key, name: { 'zh-CN': key, en: key } })) },
  { id: 'more', version: 1, name: { 'zh-CN': '二', en: 'two' }, labels: [{ key: 'a', name: { 'zh-CN': 'a', en: 'a' } }] },
]

describe('accepting', () => {
  it('makes the call the answer and says so', () => {
    const read = applyEdits(answered('absent'), acceptEdits(ref, 'present'))
    expect(answerOf(read, ref)).toMatchObject({ state: 'present', decision: 'accepted' })
  })
})

describe('accepting all that is agreed on', () => {
  const refs = ['a', 'b', 'c', 'd'].map((label) => ({ labelSet: 'set', label }))
  const states = ['present', 'absent', 'unsure'] as const
  const said = applyEdits(blankRead, states.flatMap((state, index) => (refs[index] === undefined ? [] : [{ kind: 'answer' as const, ...refs[index], state }])))

  it('decides only where the answer is the call already, and changes no answer', () => {
    const read = applyEdits(said, acceptAgreedEdits(said, refs, () => 'present'))
    expect(refs.map((each) => answerOf(read, each)?.decision ?? null)).toEqual(['accepted', null, null, null])
    expect(refs.map((each) => answerOf(read, each)?.state)).toEqual(refs.map((each) => answerOf(said, each)?.state))
    expect(acceptAgreedEdits(read, refs, () => 'present')).toEqual([])
  })

  it('leaves what no model has scored, and what was overruled', () => {
    expect(acceptAgreedEdits(said, refs, () => null)).toEqual([])
    const overruled = applyEdits(said, overruleEdits(said, { labelSet: 'set', label: 'b' }, 'present', ''))
    expect(acceptAgreedEdits(overruled, refs, () => 'absent')).toEqual([])
  })
})

describe('an exclusive group', () => {
  const grouped: readonly LabelSet[] = [
    {
      id: 'set',
      version: 2,
      name: { 'zh-CN': '一', en: 'one' },
      labels: ['a', 'b', 'c'].map((key) => ({ key, name: { 'zh-CN': key, en: key }, ...(key === 'c' ? {} : { exclusiveGroup: 'body' }) })),
    },
  ]

  it('has at most one label present', () => {
    const other = { labelSet: 'set', label: 'b' }
    const before = applyEdits(answered('present'), [{ kind: 'answer', labelSet: 'set', label: 'c', state: 'present' }])
    const read = applyEdits(before, [...answerEdits(before, other, 'present', null), ...rivalEdits(before, grouped, other, () => null)])
    expect(['a', 'b', 'c'].map((label) => answerOf(read, { labelSet: 'set', label })?.state)).toEqual(['absent', 'present', 'present'])
  })
})

describe('overruling', () => {
  it('keeps an answer that already differs', () => {
    const read = applyEdits(answered('unsure'), overruleEdits(answered('unsure'), ref, 'present', ' a rib '))
    expect(answerOf(read, ref)).toMatchObject({ state: 'unsure', decision: 'overruled', reason: 'a rib' })
  })

  it.each([
    ['present', 'absent'],
    ['absent', 'present'],
  ] as const)('turns an unanswered label into the opposite of %s', (call, state) => {
    expect(answerOf(applyEdits(blankRead, overruleEdits(blankRead, ref, call, '')), ref)?.state).toBe(state)
  })
})

describe('changing an answer after deciding', () => {
  const accepted = applyEdits(blankRead, acceptEdits(ref, 'present'))

  it('drops a decision that no longer holds', () => {
    const read = applyEdits(accepted, answerEdits(accepted, ref, 'absent', 'present'))
    expect(answerOf(read, ref)).toMatchObject({ state: 'absent', decision: null })
  })

  it('clears the decision with the answer', () => {
    expect(answerEdits(accepted, ref, null, 'present')).toHaveLength(2)
    expect(answerOf(applyEdits(accepted, answerEdits(accepted, ref, null, 'present')), ref)).toBeNull()
  })

  it('leaves one that still holds', () => {
    const overruled = applyEdits(blankRead, overruleEdits(blankRead, ref, 'present', ''))
    expect(answerEdits(overruled, ref, 'unsure', 'present')).toHaveLength(1)
  })
})

describe('agreement', () => {
  it('compares only a plain yes or no', () => {
    expect(agreement(null, 'present')).toBe('open')
    expect(agreement(answerOf(answered('unsure'), ref), 'present')).toBe('open')
    expect(agreement(answerOf(answered('present'), ref), 'present')).toBe('agrees')
    expect(agreement(answerOf(answered('absent'), ref), 'present')).toBe('differs')
  })
})

describe('moving through the panel', () => {
  it('tells labels of two sets apart that share a key', () => {
    expect(unansweredOf(answered('present'), sets)).toEqual([
      { labelSet: 'set', label: 'b' },
      { labelSet: 'more', label: 'a' },
    ])
  })

  it('goes to the next unanswered label and round the end', () => {
    expect(nextUnanswered(answered('present'), sets, { labelSet: 'more', label: 'a' })).toEqual({ labelSet: 'set', label: 'b' })
    expect(nextUnanswered(blankRead, sets, null)).toEqual(ref)
  })

  it('stops at both ends, and begins at the top', () => {
    expect(labelAt(sets, null, 1)).toEqual(ref)
    expect(labelAt(sets, ref, -1)).toEqual(ref)
    expect(labelAt(sets, ref, 2)).toEqual({ labelSet: 'more', label: 'a' })
    expect(labelAt(sets, ref, 9)).toEqual({ labelSet: 'more', label: 'a' })
  })
})
