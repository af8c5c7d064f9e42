import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnRuns, decodeMask, maskArea } from '../../src-shared/domain/mask.ts'
import { maskOfPolygon } from '../../src-shared/domain/maskPieces.ts'
import { AppError } from '../../src-shared/errors.ts'
import { outlineOn, readOutline } from './outlineFile.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'outline-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function written(content: unknown): string {
  const file = path.join(folder, 'outline.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

async function refusalOf(asked: () => Promise<unknown>): Promise<{ readonly code: string; readonly reason: unknown }> {
  const error: unknown = await asked().then(() => null, (cause: unknown) => cause)
  if (!(error instanceof AppError)) throw new Error(`refused by no AppError: ${String(error)}`)
  return { code: error.code, reason: error.detail['reason'] }
}

const size = { widthPx: 60, heightPx: 40 }
const corners = [[10, 5], [40, 8], [45, 30], [12, 33]] as const
const inside = maskOfPolygon(corners, size)

describe('an outline in a file', () => {
  it('is a polygon of the COCO export, its run lengths, or the polygon that analyze prints, the same pixels each', async () => {
    const forms = [
      { id: 3, category_id: 1, segmentation: [corners.flat()], area: 1, source: 'reader' },
      { segmentation: { size: [40, 60], counts: columnRuns(inside) } },
      { ok: true, segmentation: { areaFraction: 0.3, polygon: corners } },
      `\uFEFF${JSON.stringify({ segmentation: [[...corners.flat(), ...corners[0]]] })}`,
    ]
    for (const form of forms) {
      const { runs } = outlineOn(await readOutline(written(form)), size)
      expect(decodeMask(runs, size)?.rows).toEqual(inside.rows)
    }
    expect(maskArea(inside)).toBeGreaterThan(700)
  })

  it.each<[unknown, string, string | undefined]>([
    ['{"segmentation": [[1, 2', 'outline.unreadable', 'json'],
    ['', 'outline.unreadable', 'json'],
    [[corners.flat()], 'outline.unreadable', 'form'],
    [{ polygon: corners }, 'outline.unreadable', 'form'],
    [{ segmentation: [] }, 'outline.unreadable', 'form'],
    [{ segmentation: [[1, 2, 3, 4, 5, 6, 7]] }, 'outline.unreadable', 'form'],
    [{ segmentation: [[1, 2, 3, '4', 5, 6]] }, 'outline.unreadable', 'form'],
    [{ segmentation: { polygon: [[1, 2, 3], [4, 5, 6], [7, 8, 9]] } }, 'outline.unreadable', 'form'],
    [{ segmentation: { size: [40, 60], counts: [1, 2, 3] } }, 'outline.unreadable', 'runLengths'],
    [{ segmentation: { size: [40, 60], counts: [2400] } }, 'outline.pieces', undefined],
    [{ segmentation: { size: [40, 60], counts: [45, 3, 100, 3, 2249] } }, 'outline.pieces', undefined],
    [{ segmentation: [corners.flat(), corners.flat()] }, 'outline.pieces', undefined],
    [{ segmentation: [[1, 2, 3, 4]] }, 'outline.unreadable', 'points'],
    ['{"segmentation": [[1, 2, 30, 4, 1e999, 6]]}', 'outline.unreadable', 'points'],
    [{ segmentation: [Array.from({ length: 40_002 }, (_, index) => index)] }, 'outline.unreadable', 'points'],
    [{ segmentation: [[10, 5, 45, 30, 40, 8, 12, 33]] }, 'outline.crossing', undefined],
  ])('is not %j', async (content, code, reason) => {
    expect(await refusalOf(() => readOutline(written(content)))).toEqual({ code, reason })
  })

  it('is not a file that is not there, nor one that is far too large', async () => {
    expect(await refusalOf(() => readOutline(path.join(folder, 'none.json')))).toEqual({ code: 'outline.unreadable', reason: 'missing' })
    expect(await refusalOf(() => readOutline(folder))).toEqual({ code: 'outline.unreadable', reason: 'json' })
    expect(await refusalOf(() => readOutline(written(' '.repeat(16 * 1024 * 1024 + 1))))).toEqual({ code: 'outline.unreadable', reason: 'tooLarge' })
  })

  it('belongs to a picture of its size, lies inside it, and has pixels', () => {
    const refusal = (polygon: readonly (readonly [number, number])[], own: typeof size | null = null): Promise<{ code: string }> => refusalOf(() => Promise.resolve().then(() => outlineOn({ polygon, size: own }, size)))
    return Promise.all([
      expect(refusal(corners, { widthPx: 61, heightPx: 40 })).resolves.toMatchObject({ code: 'outline.otherSize' }),
      expect(refusal([[10, 5], [60.5, 8], [45, 30]])).resolves.toMatchObject({ code: 'outline.outside' }),
      expect(refusal([[10, -1], [50, 8], [45, 30]])).resolves.toMatchObject({ code: 'outline.outside' }),
      expect(refusal([[10, 5], [10.2, 5], [10.2, 5.2]])).resolves.toMatchObject({ code: 'outline.tooSmall' }),
    ])
  })
})
