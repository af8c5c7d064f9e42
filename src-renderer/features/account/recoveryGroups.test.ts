import { expect, it } from 'vitest'
import { chooseGroups, groupsOf, sameGroup } from './recoveryGroups.ts'

it('cuts a key into its printed groups, however they are separated', () => {
  expect(groupsOf('AB12-CD34 EF56--GH78\n')).toEqual(['AB12', 'CD34', 'EF56', 'GH78'])
})

it('asks for four different groups in reading order', () => {
  for (const seed of [0, 0.3, 0.7, 0.999]) {
    const chosen = chooseGroups(8, () => seed)
    expect(new Set(chosen).size).toBe(4)
    expect(chosen).toEqual(chosen.toSorted((one, other) => one - other))
    expect(chosen.every((index) => index >= 0 && index < 8)).toBe(true)
  }
})

it('asks for all groups of a short key and for none of an empty one', () => {
  expect(chooseGroups(3, () => 0.5)).toEqual([0, 1, 2])
  expect(chooseGroups(0, () => 0.5)).toEqual([])
})

it('forgives case and blanks and nothing else', () => {
  expect(sameGroup(' ab12 ', 'AB12')).toBe(true)
  expect(sameGroup('ab1', 'AB12')).toBe(false)
  expect(sameGroup('', 'AB12')).toBe(false)
})
