import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outlinesOf } from './contour.ts'
import type { ImageId, MarkId } from './ids.ts'
import type { OutlineMark, Point, SeparationMark } from './mark.ts'
import { faultOf } from './markRules.ts'
import { emptyMask, encodeMask, maskArea, strokedMask, type Mask } from './mask.ts'
import { isOnePiece, maskOfPolygon, onePiece } from './maskPieces.ts'
import { handlesOf, middleAfter, smoothContour, withHandle, withoutHandle } from './smoothContour.ts'
import { cellAt, cellsFrom, cellValues } from './tongueCells.ts'

const size = { widthPx: 24, heightPx: 18 }
const drawn = (...lines: string[]): Mask => ({ widthPx: lines[0]?.length ?? 0, heightPx: lines.length, rows: lines.map((line) => [...line.matchAll(/#+/gu)].flatMap(({ index, 0: run }) => [index, index + run.length])) })
const linesOf = ({ rows, widthPx }: Mask): string[] => rows.map((row) => Array.from({ length: widthPx }, (_, x) => (row.findLastIndex((place) => place <= x) % 2 === 0 ? '#' : '.')).join(''))
const anyMask = fc.array(fc.boolean(), { minLength: 8 * 6, maxLength: 8 * 6 }).map((cells) => drawn(...Array.from({ length: 6 }, (_, y) => cells.slice(y * 8, y * 8 + 8).map((cell) => (cell ? '#' : '.')).join(''))))

/** The picture turned by quarters and mirrored, as the viewer shows it. */
const turned = (mask: Mask): Mask => drawn(...Array.from({ length: mask.widthPx }, (_, x) => linesOf(mask).map((line) => line[x] ?? '.').toReversed().join('')))
const mirrored = (mask: Mask): Mask => drawn(...linesOf(mask).map((line) => [...line].toReversed().join('')))

describe('one piece', () => {
  it('keeps the largest and fills its holes', () => {
    expect(linesOf(onePiece(drawn('####..', '#..#.#', '####..', '......', '##....')))).toEqual(['####..', '####..', '####..', '......', '......'])
    expect(linesOf(onePiece(drawn('##', '.#', '##')))).toEqual(['##', '.#', '##'])
  })

  it('is one, whatever was painted, and stays what it is', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const piece = onePiece(mask)
        fc.pre(maskArea(piece) > 0)
        expect(isOnePiece(piece)).toBe(true)
        expect(linesOf(onePiece(piece))).toEqual(linesOf(piece))
        expect(outlinesOf(piece)).toHaveLength(1)
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  it('is as large however the picture is turned and mirrored', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const areas = [mask, turned(mask), turned(turned(mask)), mirrored(mask)].map((each) => maskArea(onePiece(each)))
        expect(new Set(areas).size).toBe(1)
      }),
      { numRuns: 150, seed: 6 },
    )
  })
})

describe('a polygon and its mask', () => {
  it('the contour of a mask fills that mask again', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ x: fc.integer({ min: 2, max: 21 }), y: fc.integer({ min: 2, max: 15 }), erase: fc.boolean() }), { minLength: 1, maxLength: 6 }), (dabs) => {
        const painted = dabs.reduce((mask, { x, y, erase }) => strokedMask(mask, { from: [x, y], to: [x + 1, y], radiusPx: 3, erase }), strokedMask(emptyMask(size), { from: [12, 9], to: [12, 9], radiusPx: 5, erase: false }))
        const mask = onePiece(painted)
        fc.pre(maskArea(mask) > 0)
        const [outline = []] = outlinesOf(mask)
        // The contour cuts corners by half a pixel: a pixel or two at most differ a corner.
        expect(Math.abs(maskArea(maskOfPolygon(outline, size)) - maskArea(mask))).toBeLessThanOrEqual(outline.length)
      }),
      { numRuns: 150, seed: 7 },
    )
  })

  it('a hole is a contour of its own', () => {
    expect(outlinesOf(drawn('###', '#.#', '###'))).toHaveLength(2)
    expect(outlinesOf(emptyMask(size))).toEqual([])
  })
})

const ellipse: readonly Point[] = Array.from({ length: 400 }, (_, index) => [300 + 120 * Math.cos((index / 200) * Math.PI), 300 + 180 * Math.sin((index / 200) * Math.PI)])

describe('the smooth contour', () => {
  it('follows what it was fitted to and goes through every handle', () => {
    const handles = handlesOf(ellipse)
    const curve = smoothContour(handles)
    for (const [x, y] of ellipse) expect(Math.min(...curve.map(([otherX, otherY]) => Math.hypot(x - otherX, y - otherY)))).toBeLessThan(2)
    for (const [x, y] of handles) expect(curve.some(([otherX, otherY]) => Math.abs(x - otherX) + Math.abs(y - otherY) < 1e-9)).toBe(true)
  })

  it('of a moved handle changes nothing far from it', () => {
    const handles = handlesOf(ellipse)
    const moved = handles.map(([x, y], index): Point => (index === 4 ? [x + 25, y - 10] : [x, y]))
    const [before, after] = [smoothContour(handles.toSpliced(8, 6)), smoothContour(moved.toSpliced(8, 6))]
    expect(before.at(-30)).toEqual(after.at(-30))
    expect(smoothContour(moved)).not.toEqual(smoothContour(handles))
  })

  it('takes another handle where it passes, and gives one up, within its limits', () => {
    const handles = handlesOf(ellipse)
    const added = withHandle(handles, middleAfter(handles, 2))
    expect(added?.index).toBe(3)
    expect(withoutHandle(added?.handles ?? [], 3)).toEqual(handles)
    expect(withoutHandle(handles.slice(0, 4), 1)).toBeNull()
    expect(withHandle(Array.from({ length: 200 }, (): Point => [1, 1]), [2, 2])).toBeNull()
  })

  it('turns, mirrors and grows with its handles', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), { minLength: 4, maxLength: 12 }), fc.constantFrom(1, -1), (handles, sign) => {
        const map = ([x, y]: Point): Point => [sign * y, x]
        const shown = smoothContour(handles.map(map))
        smoothContour(handles).map(map).forEach(([x, y], index) => expect(Math.abs(x - (shown[index]?.[0] ?? 99)) + Math.abs(y - (shown[index]?.[1] ?? 99))).toBeLessThan(1e-9))
      }),
      { numRuns: 100, seed: 8 },
    )
  })
})

describe('cells', () => {
  const place = { leftPx: 10, topPx: 20, cellPx: 4, columns: 5, rows: 3 }

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 1, 2, 255), { minLength: 15, maxLength: 15 }), (values) => {
        expect([...cellValues(cellsFrom(place, Uint8Array.from(values)))]).toEqual(values)
      }),
      { numRuns: 100, seed: 9 },
    )
  })

  it('are found by a place of the picture', () => {
    expect([[10, 20], [29.9, 31.9], [13.9, 24], [30, 20], [9, 20]].map(([x = 0, y = 0]) => cellAt(place, [x, y]))).toEqual([0, 14, 5, null, null])
  })
})

describe('what the store takes', () => {
  const ids = { markId: 'm' as MarkId, imageId: 'i' as ImageId }
  const outline = (mask: Mask, handles: OutlineMark['handles'] = null): OutlineMark => ({ ...ids, kind: 'outline', ...size, runs: encodeMask(mask), handles })
  const disc = strokedMask(emptyMask(size), { from: [12, 9], to: [12, 9], radiusPx: 5, erase: false })

  it('is an outline of this picture in one piece', () => {
    expect(faultOf(outline(disc), size)).toBeNull()
    expect(faultOf(outline(disc, [[1, 1], [20, 1], [20, 15], [1, 15]]), size)).toBeNull()
    expect(faultOf(outline(emptyMask(size)), size)).toBe('mask')
    expect(faultOf(outline(strokedMask(disc, { from: [12, 9], to: [12, 9], radiusPx: 2, erase: true })), size)).toBe('mask')
    expect(faultOf(outline(strokedMask(disc, { from: [1, 1], to: [1, 1], radiusPx: 1, erase: false })), size)).toBe('mask')
    expect(faultOf({ ...outline(disc), widthPx: 99 }, size)).toBe('mask')
    expect(faultOf({ ...outline(disc), runs: 'no runs' }, size)).toBe('mask')
    expect(faultOf(outline(disc, [[1, 1], [2, 2]]), size)).toBe('points')
    expect(faultOf(outline(disc, [[1, 1], [20, 1], [20, 99], [1, 15]]), size)).toBe('outside')
  })

  it('are cells of one part each, on the picture', () => {
    const values = Uint8Array.from({ length: 15 }, (_, index) => index % 4)
    const mark = (changes: object): SeparationMark => ({ ...ids, kind: 'separation', cells: { ...cellsFrom({ leftPx: 2, topPx: 2, cellPx: 4, columns: 5, rows: 3 }, values), ...changes } })
    expect(faultOf(mark({}), size)).toBeNull()
    for (const changes of [{ coating: 'x' }, { body: mark({}).cells.coating }, { columns: 6 }, { cellPx: 0.5 }, { leftPx: 99 }, { columns: 9_000_000, rows: 9_000_000 }, { cellPx: Number.NaN }]) {
      expect(faultOf(mark(changes), size)).toBe('mask')
    }
    expect(faultOf(mark(cellsFrom({ leftPx: 2, topPx: 2, cellPx: 4, columns: 5, rows: 3 }, new Uint8Array(15).fill(255))), size)).toBe('mask')
  })
})
