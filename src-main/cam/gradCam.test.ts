import { describe, expect, it } from 'vitest'
import { gridsOf, normaliseGrid } from './gradCam.ts'

describe('normaliseGrid', () => {
  it('divides by the own maximum, keeps zeros, cuts negatives', () => {
    expect(normaliseGrid([0, 2, -1, 4])).toEqual([0, 0.5, 0, 1])
    expect(normaliseGrid([0, 0])).toEqual([0, 0])
    expect(normaliseGrid([1e-30, 5e-31])).toEqual([1, 0.5])
  })

  it('cuts the graph output into one grid per label', () => {
    const grids = gridsOf({ data: Float32Array.from([1, 2, 0, 0]), shape: [1, 2, 1, 2] }, ['one', 'two'])
    expect(grids).toEqual({ one: { rows: 1, columns: 2, grid: [0.5, 1] }, two: { rows: 1, columns: 2, grid: [0, 0] } })
  })
})
