import { describe, expect, it } from 'vitest'
import { noFilter } from '../../app/routes.ts'
import { placeFor } from './useViews.ts'

const at = (place: number, name: string) => ({ place, name, filter: noFilter, columns: [] })

describe('the place of a view', () => {
  it('is that of the same name, else the first that is free', () => {
    expect(placeFor([], 'Mine')).toBe(1)
    expect(placeFor([at(1, 'Mine'), at(3, 'Urgent')], 'Urgent ')).toBe(3)
    expect(placeFor([at(1, 'Mine'), at(3, 'Urgent')], 'New')).toBe(2)
  })

  it('is none where all nine are taken', () => {
    expect(placeFor(Array.from({ length: 9 }, (_, index) => at(index + 1, `${index}`)), 'x')).toBeNull()
  })
})
