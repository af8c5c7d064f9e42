import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from '../../src-shared/domain/mark.ts'
import type { Mask } from '../imaging/preprocess.ts'
import { componentAreas, fillHoles, largestComponent } from './components.ts'
import { outerContour } from './contour.ts'
import { areaFraction, borderShare, maskFrom, secondShare } from './segment.ts'

function drawn(...rows: string[]): Mask {
  const widthPx = rows[0]?.length ?? 0
  return { widthPx, heightPx: rows.length, data: Uint8Array.from(rows.join(''), (cell) => (cell === '#' ? 255 : 0)) }
}
const rowsOf = ({ widthPx, heightPx, data }: Mask): string[] =>
  Array.from({ length: heightPx }, (_, row) => [...data.subarray(row * widthPx, (row + 1) * widthPx)].map((value) => (value === 255 ? '#' : '.')).join(''))

/** Area of a polygon by the shoelace formula; clockwise in picture coordinates is positive. */
const areaOf = (points: readonly Point[]): number =>
  points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [0, 0]
    return sum + (x * nextY - nextX * y) / 2
  }, 0)

describe('components', () => {
  it('have their areas, the largest first', () => {
    expect(componentAreas(drawn('##..#', '##.#.', '....#', '#....'))).toEqual([4, 1, 1, 1, 1])
    expect(componentAreas(drawn('...', '...'))).toEqual([])
  })

  it('keeps the largest 4-connected one', () => {
    const mask = drawn('##..#', '##.#.', '....#', '#....')
    largestComponent(mask)
    expect(rowsOf(mask)).toEqual(['##...', '##...', '.....', '.....'])
  })

  it('joins runs that meet further down', () => {
    const mask = drawn('#.#.#', '#.#.#', '#####')
    largestComponent(mask)
    expect(rowsOf(mask)).toEqual(['#.#.#', '#.#.#', '#####'])
  })

  it('fills holes and leaves bays', () => {
    const mask = drawn('#####', '#.#.#', '###.#', '####.')
    fillHoles(mask)
    expect(rowsOf(mask)).toEqual(['#####', '#####', '#####', '####.'])
  })

  it('agrees with a flood fill on random masks', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }), (cells) => {
        const mask: Mask = { widthPx: 8, heightPx: 6, data: Uint8Array.from(cells, (cell) => (cell ? 255 : 0)) }
        const sizes = floodSizes(mask)
        largestComponent(mask)
        expect(mask.data.reduce((sum, value) => sum + value / 255, 0)).toBe(Math.max(0, ...sizes))
        expect(floodSizes(mask).length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300, seed: 14 },
    )
  })
})

/** Sizes of 4-connected components, the slow and plain way. */
function floodSizes({ widthPx, heightPx, data }: Mask): number[] {
  const seen = new Set<number>()
  const isNew = (cell: number): boolean => data[cell] === 255 && !seen.has(cell)
  const around = (cell: number): number[] => {
    const [x, y] = [cell % widthPx, Math.floor(cell / widthPx)]
    return [x > 0 ? cell - 1 : -1, x < widthPx - 1 ? cell + 1 : -1, y > 0 ? cell - widthPx : -1, y < heightPx - 1 ? cell + widthPx : -1]
  }
  const flood = (start: number): number => {
    seen.add(start)
    return 1 + around(start).reduce((size, next) => size + (isNew(next) ? flood(next) : 0), 0)
  }
  return [...data.keys()].flatMap((cell) => (isNew(cell) ? [flood(cell)] : []))
}

describe('outerContour', () => {
  it('is empty for an empty mask and a diamond for one pixel', () => {
    expect(outerContour(drawn('...', '...'))).toEqual([])
    expect(outerContour(drawn('...', '.#.', '...'))).toEqual([[1.5, 1], [2, 1.5], [1.5, 2], [1, 1.5]])
  })

  it('runs clockwise around a box, cutting its corners by half a pixel', () => {
    const polygon = outerContour(drawn('......', '.####.', '.####.', '.####.', '......'))
    expect(areaOf(polygon)).toBeCloseTo(12 - 4 * 0.125, 5)
  })

  it('stays outside of holes and turns at pixels that touch by a corner', () => {
    expect(areaOf(outerContour(drawn('###', '#.#', '###')))).toBeCloseTo(9 - 0.5, 5)
    expect(outerContour(drawn('#.', '.#')).every(([x, y]) => x <= 1 && y <= 1)).toBe(true)
  })

  it('keeps the area of a disc while dropping most of its points', () => {
    const side = 401
    const data = Uint8Array.from({ length: side * side }, (_, index) => (Math.hypot((index % side) - 200, Math.floor(index / side) - 200) < 170 ? 255 : 0))
    const polygon = outerContour({ widthPx: side, heightPx: side, data })
    const inside = data.reduce((sum, value) => sum + value / 255, 0)
    expect(Math.abs(areaOf(polygon) / inside - 1)).toBeLessThan(0.002)
    expect(polygon.length).toBeLessThan(500)
  })
})

describe('maskFrom', () => {
  it('enlarges with aligned pixel centres', () => {
    const grid = { mask: Float32Array.from([0, 1]), widthPx: 2, heightPx: 1 }
    expect(rowsOf(maskFrom(grid, 8, 2, 0.5))).toEqual(['....####', '....####'])
  })

  it('moves the edge with the threshold', () => {
    const grid = { mask: Float32Array.from([0, 0.4, 0.8, 0.8]), widthPx: 4, heightPx: 1 }
    expect(areaFraction(maskFrom(grid, 40, 1, 0.3))).toBeGreaterThan(areaFraction(maskFrom(grid, 40, 1, 0.7)))
  })
})

describe('how much else there is', () => {
  const gridOf = (...rows: string[]) => ({ mask: Float32Array.from(rows.join(''), (cell) => Number(cell) / 10), widthPx: rows[0]?.length ?? 0, heightPx: rows.length })

  it('is the second part over the largest', () => {
    expect(secondShare(gridOf('9900', '9907', '0007'), 0.5, 0.1)).toBe(0.5)
    expect(secondShare(gridOf('9900', '9904', '0004'), 0.5, 0.1)).toBe(0)
    expect(secondShare(gridOf('0000', '0000'), 0.5, 0.1)).toBe(0)
    expect(secondShare(gridOf('9900', '9907', '0007'), 0.5, 0.2)).toBe(0)
  })
})

describe('the share of an outline on the border', () => {
  it('counts outline pixels alone', () => {
    expect(borderShare(drawn('.....', '.###.', '.###.', '.....'))).toBe(0)
    expect(borderShare(drawn('.....', '.###.', '.###.', '.###.'))).toBe(3 / 8)
    expect(borderShare(drawn('###', '###', '###'))).toBe(1)
    expect(borderShare(drawn('...', '...'))).toBe(0)
  })

  it('is what the definition says, pixel by pixel, on any mask', () => {
    const anyMask = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([widthPx, heightPx]) =>
      fc.array(fc.constantFrom(0, 255, 255), { minLength: widthPx * heightPx, maxLength: widthPx * heightPx }).map((cells) => ({ widthPx, heightPx, data: Uint8Array.from(cells) })))
    fc.assert(fc.property(anyMask, (mask) => borderShare(mask) === definedBorderShare(mask)))
  })
})

/** Outline: inside pixels with a neighbour that is outside or beyond the picture. */
function definedBorderShare({ widthPx, heightPx, data }: Mask): number {
  const inside = (row: number, column: number): boolean => row >= 0 && column >= 0 && row < heightPx && column < widthPx && data[row * widthPx + column] === 255
  const pixels = [...data.keys()].map((index) => [Math.floor(index / widthPx), index % widthPx] as const).filter(([row, column]) => inside(row, column))
  const outline = pixels.filter(([row, column]) => !(inside(row - 1, column) && inside(row + 1, column) && inside(row, column - 1) && inside(row, column + 1)))
  const border = outline.filter(([row, column]) => row === 0 || column === 0 || row === heightPx - 1 || column === widthPx - 1)
  return outline.length === 0 ? 0 : border.length / outline.length
}
