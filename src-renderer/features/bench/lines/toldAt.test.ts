import { expect, it } from 'vitest'
import { localMinute, toldAt } from './toldAt.ts'

it('is the time that was typed, else that of putting it down', () => {
  const now = new Date(2031, 4, 2, 10, 20, 31)
  expect(toldAt(null, now)).toEqual(now)
  expect(toldAt('2031-05-02T09:05', now)).toEqual(new Date(2031, 4, 2, 9, 5))
  expect(localMinute(now)).toBe('2031-05-02T10:20')
  expect(toldAt(localMinute(now), now)).toEqual(new Date(2031, 4, 2, 10, 20))
})
