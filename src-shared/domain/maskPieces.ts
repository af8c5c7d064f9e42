import type { Point } from './mark.ts'
import type { PictureSize } from './markRules.ts'
import type { Mask, MaskRow } from './mask.ts'

const blank: MaskRow = []

/** The largest 4-connected piece of a region (the first of equals) with its holes filled; the region itself where it is that already. */
export function onePiece(mask: Mask): Mask {
  const largest = piecesOf(mask.rows)
  const rows = largest.size < 2 ? mask.rows : keptRuns(mask, largest)
  return withoutHoles({ ...mask, rows })
}

export function isOnePiece(mask: Mask): boolean {
  if (piecesOf(mask.rows).size !== 1) return false
  return withoutHoles(mask) === mask
}

/** The runs of each piece: row, start, end. */
type Pieces = ReadonlyMap<number, readonly Run[]>
type Run = readonly [y: number, start: number, end: number]

function piecesOf(rows: readonly MaskRow[]): Pieces {
  const runs: Run[] = rows.flatMap((row, y) => Array.from({ length: row.length / 2 }, (_, index): Run => [y, row[index * 2] ?? 0, row[index * 2 + 1] ?? 0]))
  const parents = runs.map((_, index) => index)
  const rootOf = (run: number): number => {
    let root = run
    while ((parents[root] ?? root) !== root) root = parents[root] ?? root
    parents[run] = root
    return root
  }
  let upper = 0
  runs.forEach(([y, start, end], index) => {
    while (upper < index && ((runs[upper]?.[0] ?? 0) < y - 1 || ((runs[upper]?.[0] ?? 0) === y - 1 && (runs[upper]?.[2] ?? 0) <= start))) upper += 1
    for (let other = upper; other < index && runs[other]?.[0] === y - 1 && (runs[other]?.[1] ?? 0) < end; other += 1) parents[rootOf(index)] = rootOf(other)
  })
  const pieces = new Map<number, Run[]>()
  runs.forEach((run, index) => {
    const piece = pieces.get(rootOf(index)) ?? []
    piece.push(run)
    pieces.set(rootOf(index), piece)
  })
  return pieces
}

const areaOf = (runs: readonly Run[]): number => runs.reduce((sum, [, start, end]) => sum + end - start, 0)

function keptRuns({ heightPx }: PictureSize, pieces: Pieces): readonly MaskRow[] {
  const largest = [...pieces.values()].reduce((best, piece) => (areaOf(piece) > areaOf(best) ? piece : best))
  const rows: number[][] = Array.from({ length: heightPx }, () => [])
  for (const [y, start, end] of largest) rows[y]?.push(start, end)
  return rows
}

/** The same mask where it has no holes. */
function withoutHoles(mask: Mask): Mask {
  const { widthPx, heightPx } = mask
  const outside = mask.rows.map((row): MaskRow => complement(row, widthPx))
  const isOpen = (runs: readonly Run[]): boolean => runs.some(([y, start, end]) => y === 0 || y === heightPx - 1 || start === 0 || end === widthPx)
  const holes = [...piecesOf(outside).values()].filter((runs) => !isOpen(runs))
  if (holes.length === 0) return mask
  const rows = [...mask.rows]
  // A hole lies between two stretches of its row: filling it makes them one.
  for (const [y, start, end] of holes.flat()) rows[y] = (rows[y] ?? blank).filter((place) => place !== start && place !== end)
  return { ...mask, rows }
}

function complement(row: MaskRow, widthPx: number): MaskRow {
  const bounds = [0, ...row, widthPx]
  return bounds[1] === 0 || bounds.at(-2) === widthPx ? trimmed(bounds) : bounds
}

/** Without empty stretches at either end. */
function trimmed(bounds: readonly number[]): MaskRow {
  const from = bounds[0] === bounds[1] ? 2 : 0
  const to = bounds.at(-1) === bounds.at(-2) ? -2 : bounds.length
  return bounds.slice(from, to)
}

/** Pixels whose centre lies inside a closed polygon (even-odd), in picture pixels. */
export function maskOfPolygon(polygon: readonly Point[], { widthPx, heightPx }: PictureSize): Mask {
  const crossings: number[][] = Array.from({ length: heightPx }, () => [])
  polygon.forEach(([fromX, fromY], index) => {
    const [toX, toY] = polygon[(index + 1) % polygon.length] ?? [fromX, fromY]
    const [top, bottom] = [Math.min(fromY, toY), Math.max(fromY, toY)]
    for (let y = Math.max(0, Math.ceil(top - 0.5)); y < Math.min(heightPx, bottom - 0.5); y += 1) crossings[y]?.push(fromX + ((y + 0.5 - fromY) / (toY - fromY)) * (toX - fromX))
  })
  return { widthPx, heightPx, rows: crossings.map((places) => stretchesOf(places.toSorted((one, other) => one - other), widthPx)) }
}

function stretchesOf(places: readonly number[], widthPx: number): MaskRow {
  const row: number[] = []
  for (let index = 0; index + 1 < places.length; index += 2) {
    const start = Math.max(0, Math.ceil((places[index] ?? 0) - 0.5))
    const end = Math.min(widthPx, Math.ceil((places[index + 1] ?? 0) - 0.5))
    if (start >= end) continue
    if (row.at(-1) === start) row[row.length - 1] = end
    else row.push(start, end)
  }
  return row
}
