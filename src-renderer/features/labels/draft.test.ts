import { describe, expect, it } from 'vitest'
import { blankLabel, changesBetween, fateOf, moved, withFate } from './draft.ts'

const labels = ['a', 'b', 'c'].map((key) => ({ ...blankLabel(key), name: { 'zh-CN': key, en: key } }))
const [first, second] = labels as [(typeof labels)[0], (typeof labels)[0]]

describe('the draft of a label set', () => {
  it('names what saving would change', () => {
    const next = [{ ...first, name: { 'zh-CN': '甲', en: 'A' } }, withFate(second, 'merged:a'), withFate(labels[2] ?? first, 'retired'), blankLabel('d')]
    expect(changesBetween(labels, next)).toEqual({ added: ['d'], renamed: ['a'], merged: ['b'], retired: ['c'], other: true })
    expect(changesBetween(labels, labels).other).toBe(false)
  })

  it('moves a label, and stops at both ends', () => {
    expect(moved(labels, 1, -1).map(({ key }) => key)).toEqual(['b', 'a', 'c'])
    expect(moved(labels, 0, -1)).toBe(labels)
    expect(moved(labels, 2, 1)).toBe(labels)
  })

  it.each(['asked', 'retired', 'merged:a'] as const)('keeps the fate %s', (fate) => {
    expect(fateOf(withFate(second, fate))).toBe(fate)
  })
})
