import { describe, expect, it } from 'vitest'
import { filterMatrix, toneTable } from './correctionFilter.ts'

describe('the filter of a correction', () => {
  it('that corrects nothing changes no level', () => {
    for (const [level, value] of toneTable({ gamma: 1, bend: 0 }).entries()) expect(value).toBeCloseTo(level / 255, 2)
  })

  it('keeps black and white, and darkens what lies between for a gamma above 1', () => {
    const table = toneTable({ gamma: 1.4, bend: -0.01 })
    expect(table[0]).toBe(0)
    expect(table[255]).toBeCloseTo(1, 9)
    for (const [level, value] of table.entries()) if (level > 0 && level < 255) expect(value).toBeLessThan(level / 255)
    expect(table.every((value, level) => level === 0 || value >= (table[level - 1] ?? 0))).toBe(true)
  })

  it('mixes channels row by row and adds the constant last; opacity stays', () => {
    expect(filterMatrix({ matrix: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] })).toEqual([1, 2, 3, 0, 4, 5, 6, 7, 0, 8, 9, 10, 11, 0, 12, 0, 0, 0, 1, 0])
  })
})
