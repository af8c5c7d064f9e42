import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildColourTable } from './colourMap.ts'
import { colourField, interpolateGrid, rasterSize } from './heatMap.ts'

const table = buildColourTable()

describe('interpolation', () => {
  it('gives the grid back at its own size', () => {
    const grid = [0, 0.25, 0.5, 1, 0.75, 0]
    expect([...interpolateGrid({ rows: 2, columns: 3, grid }, 3, 2).values]).toEqual(grid)
  })

  it('agrees with the values PyTorch gives for half-pixel centres', () => {
    // torch.nn.functional.interpolate(tensor([[[[0., 1.]]]]), size=(1, 4), mode='bilinear', align_corners=False)
    expect([...interpolateGrid({ rows: 1, columns: 2, grid: [0, 1] }, 4, 1).values]).toEqual([0, 0.25, 0.75, 1])
  })

  it('never leaves the range of the grid', () => {
    const grid = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 })
    fc.assert(
      fc.property(grid, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (cells, width, height) => {
        const { values } = interpolateGrid({ rows: 3, columns: 4, grid: cells }, width, height)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(...cells) - 1e-6)
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...cells) + 1e-6)
      }),
    )
  })

  it('puts the peak where the hottest cell is', () => {
    const grid = Array.from({ length: 196 }, () => 0)
    grid[3 * 14 + 10] = 1
    const { values } = interpolateGrid({ rows: 14, columns: 14, grid }, 140, 70)
    const peak = values.indexOf(Math.max(...values))
    expect(Math.floor((peak % 140) / 10)).toBe(10)
    expect(Math.floor(Math.floor(peak / 140) / 5)).toBe(3)
  })
})

describe('colouring', () => {
  const field = { widthPx: 4, heightPx: 1, values: Float32Array.of(0, 0.2, 0.5, 1) }

  it('leaves what is under the threshold clear and covers the rest', () => {
    const alpha = [...colourField(field, table, 0.3)].filter((_, index) => index % 4 === 3)
    expect(alpha).toEqual([0, 0, 255, 255])
  })

  it('shows nothing of an empty map, even without a threshold', () => {
    const empty = { widthPx: 2, heightPx: 1, values: new Float32Array(2) }
    expect([...colourField(empty, table, 0)].every((byte) => byte === 0)).toBe(true)
  })

  it('treats a value that is no number as nothing', () => {
    const broken = { widthPx: 1, heightPx: 1, values: Float32Array.of(Number.NaN) }
    expect([...colourField(broken, table, 0)]).toEqual([0, 0, 0, 0])
  })
})

describe('the raster', () => {
  it('keeps the shape and is never empty', () => {
    expect(rasterSize(3000, 1500, 512)).toEqual([512, 256])
    expect(rasterSize(1, 100_000, 512)).toEqual([1, 512])
  })
})
