import type { PictureSize } from './markRules.ts'
import type { Point } from './mark.ts'

/** Filled stretches of one row: start, end (exclusive), start, end …, from left to right, never touching each other. */
export type MaskRow = readonly number[]

/** A painted region as its rows from top to bottom. */
export interface Mask extends PictureSize {
  readonly rows: readonly MaskRow[]
}

const blank: MaskRow = []

export const emptyMask = ({ widthPx, heightPx }: PictureSize): Mask => ({ widthPx, heightPx, rows: Array.from({ length: heightPx }, () => blank) })

export interface Stroke {
  readonly from: Point
  readonly to: Point
  readonly radiusPx: number
  readonly erase: boolean
}

/** The mask after a stroke with a round brush: pixels whose centre lies under it are filled or emptied, no others. */
export function strokedMask(mask: Mask, { from, to, radiusPx, erase }: Stroke): Mask {
  const rows = [...mask.rows]
  const first = Math.max(0, Math.ceil(Math.min(from[1], to[1]) - radiusPx - 0.5))
  const last = Math.min(mask.heightPx - 1, Math.floor(Math.max(from[1], to[1]) + radiusPx - 0.5))
  for (let y = first; y <= last; y += 1) {
    const reach = reachOnLine(y + 0.5, [from, to], radiusPx)
    if (reach === null) continue
    const start = Math.max(0, Math.ceil(reach[0] - 0.5))
    const end = Math.min(mask.widthPx, Math.floor(reach[1] - 0.5) + 1)
    if (start < end) rows[y] = erase ? without(rows[y] ?? blank, start, end) : joined(rows[y] ?? blank, start, end)
  }
  return { ...mask, rows }
}

/** Where a horizontal line runs through all places within `radius` of a segment: one stretch, because they are convex. */
function reachOnLine(y: number, [[fromX, fromY], [toX, toY]]: readonly [Point, Point], radius: number): readonly [number, number] | null {
  const reaches: number[] = []
  for (const [x, centreY] of [[fromX, fromY], [toX, toY]] as const) {
    const squared = radius * radius - (y - centreY) * (y - centreY)
    if (squared >= 0) reaches.push(x - Math.sqrt(squared), x + Math.sqrt(squared))
  }
  const length = Math.hypot(toX - fromX, toY - fromY)
  if (length > 0) {
    // The two long sides of the band between the round ends.
    const [acrossX, acrossY] = [(-(toY - fromY) / length) * radius, ((toX - fromX) / length) * radius]
    for (const side of [1, -1]) {
      const share = (y - fromY - side * acrossY) / (toY - fromY)
      if (share >= 0 && share <= 1) reaches.push(fromX + side * acrossX + share * (toX - fromX))
    }
  }
  return reaches.length === 0 ? null : [Math.min(...reaches), Math.max(...reaches)]
}

function joined(row: MaskRow, start: number, end: number): MaskRow {
  const left: number[] = []
  const right: number[] = []
  let [from, to] = [start, end]
  for (let place = 0; place < row.length; place += 2) {
    const [runStart = 0, runEnd = 0] = row.slice(place, place + 2)
    if (runEnd < start) left.push(runStart, runEnd)
    else if (runStart > end) right.push(runStart, runEnd)
    else [from, to] = [Math.min(from, runStart), Math.max(to, runEnd)]
  }
  return [...left, from, to, ...right]
}

function without(row: MaskRow, start: number, end: number): MaskRow {
  const kept: number[] = []
  for (let place = 0; place < row.length; place += 2) {
    const [runStart = 0, runEnd = 0] = row.slice(place, place + 2)
    if (runStart < Math.min(runEnd, start)) kept.push(runStart, Math.min(runEnd, start))
    if (Math.max(runStart, end) < runEnd) kept.push(Math.max(runStart, end), runEnd)
  }
  return kept
}

/**
 * The mask as run lengths, row after row: outside, inside, outside … in base 36, parted by blanks; the first may be 0, and
 * together they are every pixel of the picture. Lossless: the same mask always gives the same text.
 */
export function encodeMask({ rows, widthPx, heightPx }: Mask): string {
  const runs: number[] = []
  let end = 0
  for (const [y, row] of rows.entries()) {
    for (let place = 0; place < row.length; place += 2) {
      const [start, next] = [y * widthPx + (row[place] ?? 0), y * widthPx + (row[place + 1] ?? 0)]
      // A run that goes on at the left of the next row is one.
      if (start === end && runs.length > 0) runs.push((runs.pop() ?? 0) + next - start)
      else runs.push(start - end, next - start)
      end = next
    }
  }
  const rest = widthPx * heightPx - end
  if (rest > 0) runs.push(rest)
  return runs.map((run) => run.toString(36)).join(' ')
}

/** The mask that `encodeMask` wrote, or null for a text that it never writes for this size. */
export function decodeMask(text: string, size: PictureSize): Mask | null {
  if (!/^[0-9a-z]+( [0-9a-z]+)*$/u.test(text)) return null
  const rows: number[][] = Array.from({ length: size.heightPx }, () => [])
  const total = size.widthPx * size.heightPx
  let at = 0
  for (const [index, word] of text.split(' ').entries()) {
    const run = Number.parseInt(word, 36)
    const isCanonical = run.toString(36) === word && (run > 0 || index === 0)
    if (!isCanonical || at + run > total) return null
    if (index % 2 === 1) fill(rows, size.widthPx, [at, at + run])
    at += run
  }
  return at === total ? { ...size, rows } : null
}

function fill(rows: number[][], widthPx: number, [start, end]: readonly [number, number]): void {
  for (let at = start; at < end; ) {
    const y = Math.floor(at / widthPx)
    const next = Math.min(end, (y + 1) * widthPx)
    rows[y]?.push(at - y * widthPx, next - y * widthPx)
    at = next
  }
}

/** Filled pixels. */
export const maskArea = ({ rows }: Mask): number => rows.reduce((sum, row) => sum + row.reduce((total, place, index) => total + (index % 2 === 0 ? -place : place), 0), 0)

/** left, top, right, bottom in pixels, the right and lower one beyond the last; null for an empty mask. */
export function maskBounds({ rows }: Mask): { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } | null {
  const top = rows.findIndex((row) => row.length > 0)
  if (top < 0) return null
  const bottom = rows.findLastIndex((row) => row.length > 0) + 1
  const filled = rows.slice(top, bottom).filter((row) => row.length > 0)
  const left = filled.reduce((least, row) => Math.min(least, row[0] ?? least), Infinity)
  const right = filled.reduce((most, row) => Math.max(most, row.at(-1) ?? most), 0)
  return { left, top, right, bottom }
}

export function isFilled({ rows }: Mask, [x, y]: Point): boolean {
  const row = rows[Math.floor(y)] ?? blank
  return row.findLastIndex((place) => place <= Math.floor(x)) % 2 === 0
}

/** The mask moved by whole pixels; what leaves the picture is cut off. */
export function movedMask({ rows, ...size }: Mask, byX: number, byY: number): Mask {
  const moved = Array.from({ length: size.heightPx }, (_, y) => without((rows[y - byY] ?? blank).map((place) => place + byX), -Infinity, 0))
  return { ...size, rows: moved.map((row) => without(row, size.widthPx, Infinity)) }
}

/** Run lengths column after column, outside first, as COCO counts them. */
export function columnRuns({ rows, widthPx, heightPx }: Mask): readonly number[] {
  const cells = new Uint8Array(widthPx * heightPx)
  for (const [y, row] of rows.entries()) {
    for (let place = 0; place < row.length; place += 2) {
      for (let x = row[place] ?? 0; x < (row[place + 1] ?? 0); x += 1) cells[x * heightPx + y] = 1
    }
  }
  const runs: number[] = []
  let [current, length] = [0, 0]
  for (const cell of cells) {
    if (cell !== current) {
      runs.push(length)
      ;[current, length] = [cell, 0]
    }
    length += 1
  }
  return [...runs, length]
}
