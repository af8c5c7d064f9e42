import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Point } from '../../../src-shared/domain/mark.ts'
import { maskOfPolygon, onePiece } from '../../../src-shared/domain/maskPieces.ts'
import { columnRuns, type Mask } from '../../../src-shared/domain/mask.ts'
import { outlinesOfMask } from './cocoMask.ts'

/** Of the reference tools (pycocotools 2.0.x): rows 10 to 39 of columns 20 to 59, a bar at its right, and a corner piece; 80 rows, 100 columns. */
const reference = 'V2:V2000dX1d0hfN000000000000000000000000000000000000000000000000000000000000000000000000000005UOf00000000000000000000000000000000000000000000000000000000000000000000Q<'

function read(counts: unknown, size: unknown = [80, 100]): readonly (readonly Point[])[] {
  const found = outlinesOfMask({ counts, size })
  if (typeof found === 'string') throw new Error(found)
  return found.outlines
}
const area = (outline: readonly Point[]): number => maskOfPolygon(outline, { widthPx: 100, heightPx: 80 }).rows.flatMap((row) => row.map((place, index) => (index % 2 === 0 ? -place : place))).reduce((sum, place) => sum + place, 0)

describe('run-length masks', () => {
  it('are read from the text of the reference tools, a piece an outline', () => {
    const outlines = read(reference)
    expect(outlines.map(area)).toEqual([30 * 40 + 3 * 35, 10 * 3])
    const [xs, ys] = [outlines[1]?.map(([x]) => x) ?? [], outlines[1]?.map(([, y]) => y) ?? []]
    expect([Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]).toEqual([0, 3, 70, 80])
  })

  it('say the very same pixels, whatever the region', () => {
    const box = fc.record({ x: fc.nat(90), y: fc.nat(70), width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 30 }) })
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 5 }), (boxes) => {
        const rows = Array.from({ length: 80 }, (_, y) => {
          const row: number[] = []
          for (let x = 0; x < 100; x += 1) {
            if (!boxes.some((each) => x >= each.x && x < each.x + each.width && y >= each.y && y < each.y + each.height)) continue
            if (row.at(-1) === x) row[row.length - 1] = x + 1
            else row.push(x, x + 1)
          }
          return row
        })
        const mask: Mask = onePiece({ widthPx: 100, heightPx: 80, rows })
        const [outline] = read(columnRuns(mask))
        expect(maskOfPolygon(outline ?? [], mask).rows).toEqual(mask.rows)
      }),
      { numRuns: 60 },
    )
  })

  it('with a hole are refused: an outline would say more', () => {
    // A ring, three by three.
    expect(outlinesOfMask({ counts: [0, 4, 1, 4], size: [3, 3] })).toBe('mask')
    expect(outlinesOfMask({ counts: [9], size: [3, 3] })).toBe('mask')
  })

  it('that contradict themselves are named, never guessed at', () => {
    for (const counts of [[1, 2], [5, 5], [-1, 10], [1.5, 7.5], 'x', 'V', '\u0001', 'ooooooooooooo', null, undefined, {}]) expect(outlinesOfMask({ counts, size: [3, 3] })).toBe('number')
    for (const size of [[3], [0, 3], [3, -3], [1.5, 6], [1e9, 1e9], null, 'x']) expect(outlinesOfMask({ counts: [0, 9], size })).toBe('number')
    fc.assert(fc.property(fc.string(), (counts) => void outlinesOfMask({ counts, size: [8, 8] })))
  })
})
