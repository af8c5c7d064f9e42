import { describe, expect, test } from 'vitest'
import type { Point } from '../../src-shared/domain/mark.ts'
import { tubesIn, type TubeMaps } from './suggestedTubes.ts'

const side = 160
const thresholds = { tube: 0.5, tip: 0.1 }

function emptyMaps(): { tubes: Float32Array<ArrayBuffer>; tips: Float32Array<ArrayBuffer>; side: number } {
  return { tubes: new Float32Array(4 * side * side), tips: new Float32Array(4 * side * side), side }
}

/** A band three cells wide, strongest in its middle. */
function paint({ tubes }: TubeMaps, channel: number, cells: readonly (readonly [column: number, row: number])[], value = 0.9): void {
  for (const [column, row] of cells) {
    for (const beside of [-1, 0, 1]) {
      const place = channel * side * side + row * side + column + beside
      if (column + beside >= 0 && column + beside < side) tubes[place] = Math.max(tubes[place] ?? 0, beside === 0 ? value : value - 0.2)
    }
  }
}

const downTo = (from: number, to: number, column = 80): (readonly [number, number])[] => Array.from({ length: to - from + 1 }, (_, index) => [column, from + index])
const tipAt = ({ tips }: TubeMaps, channel: number, [column, row]: Point, value = 0.8): void => void (tips[channel * side * side + row * side + column] = value)

describe('tubes in heat maps', () => {
  test('nothing is found where nothing is likely, and a speck is nothing', () => {
    expect(tubesIn(emptyMaps(), thresholds)).toEqual([])
    const faint = emptyMaps()
    paint(faint, 0, downTo(0, 60), 0.45)
    paint(faint, 1, downTo(10, 14))
    expect(tubesIn(faint, thresholds)).toEqual([])
  })

  test('a course ends at its tip, few points long', () => {
    const maps = emptyMaps()
    paint(maps, 0, downTo(0, 60))
    tipAt(maps, 0, [81, 57])
    const [tube, ...others] = tubesIn(maps, thresholds)
    expect(others).toEqual([])
    expect(tube).toMatchObject({ tube: 'ett', offFilm: false })
    expect(tube?.tipScore).toBeCloseTo(0.8, 5)
    expect(tube?.points.at(-1)).toEqual([81.5, 57.5])
    expect(tube?.points[0]?.[1]).toBeLessThan(2)
    expect(tube?.points.length).toBeLessThan(6)
    expect(tube?.score).toBeGreaterThan(0.8)
  })

  test('without a tip the lower end counts, and one at the edge lies off the film', () => {
    const maps = emptyMaps()
    paint(maps, 1, downTo(20, 159))
    const [tube] = tubesIn(maps, thresholds)
    expect(tube).toMatchObject({ tube: 'ngt', tipScore: null, offFilm: true })
    expect(tube?.points.at(-1)?.[1]).toBeGreaterThan(158)
  })

  test('a tip far from every course belongs to none', () => {
    const maps = emptyMaps()
    paint(maps, 2, downTo(0, 60))
    tipAt(maps, 2, [120, 57])
    expect(tubesIn(maps, thresholds)[0]).toMatchObject({ tube: 'cvc', tipScore: null, offFilm: false })
  })

  test('of many catheters the two strongest are kept, of a Swan-Ganz one', () => {
    const maps = emptyMaps()
    for (const [column, value] of [[20, 0.7], [60, 0.95], [100, 0.8]] as const) {
      paint(maps, 2, downTo(30, 90, column), value)
      paint(maps, 3, downTo(30, 90, column + 20), value)
    }
    const found = tubesIn(maps, thresholds)
    expect(found.map(({ tube }) => tube)).toEqual(['cvc', 'cvc', 'swan-ganz'])
    expect(found.map(({ points }) => Math.round(points[0]?.[0] ?? 0))).toEqual([60, 100, 80])
  })

  test('a Swan-Ganz along a venous catheter is that one, unless it goes on where that ends', () => {
    const maps = emptyMaps()
    paint(maps, 2, downTo(30, 70))
    paint(maps, 3, downTo(30, 75))
    expect(tubesIn(maps, thresholds).map(({ tube }) => tube)).toEqual(['cvc'])
    paint(maps, 3, downTo(30, 110))
    expect(tubesIn(maps, thresholds).map(({ tube }) => tube)).toEqual(['cvc', 'swan-ganz'])
  })

  test('a course goes on over a fainter part, and not over a gap', () => {
    const maps = emptyMaps()
    paint(maps, 0, downTo(0, 30))
    paint(maps, 0, downTo(31, 36), 0.41)
    paint(maps, 0, downTo(37, 60))
    expect(tubesIn(maps, thresholds)[0]?.points.at(-1)?.[1]).toBeGreaterThan(58)
    for (let row = 31; row <= 36; row += 1) maps.tubes.fill(0, row * side, (row + 1) * side)
    expect(tubesIn(maps, thresholds)[0]?.points.at(-1)?.[1]).toBeLessThan(32)
  })
})
