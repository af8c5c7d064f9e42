import type { MaskMark } from '../../../../src-shared/domain/mark.ts'
import { decodeMask, emptyMask, type Mask, type MaskRow } from '../../../../src-shared/domain/mask.ts'

const masks = new WeakMap<MaskMark, Mask>()

/** The painted region of a mark; kept as long as the mark is. */
export function maskOf(mark: MaskMark): Mask {
  const known = masks.get(mark)
  if (known !== undefined) return known
  // The store takes no text that cannot be read back.
  const mask = decodeMask(mark.runs, mark) ?? emptyMask(mark)
  masks.set(mark, mask)
  return mask
}

type Box = readonly [x: number, y: number, width: number, height: number]
type Line = readonly [fromX: number, fromY: number, toX: number, toY: number]

const blank: MaskRow = []

/** The region as boxes; rows that are alike make one box. */
export function boxesOf({ rows }: Mask): readonly Box[] {
  const boxes: Box[] = []
  const isSame = (one: MaskRow, other: MaskRow): boolean => one.length === other.length && one.every((place, index) => place === other[index])
  for (let y = 0; y < rows.length; ) {
    const row = rows[y] ?? blank
    let end = y + 1
    while (end < rows.length && isSame(row, rows[end] ?? blank)) end += 1
    for (let place = 0; place < row.length; place += 2) boxes.push([row[place] ?? 0, y, (row[place + 1] ?? 0) - (row[place] ?? 0), end - y])
    y = end
  }
  return boxes
}

/** The border between inside and outside, along the edges of pixels: lines to the right and lines down. */
export function bordersOf({ rows }: Mask): readonly Line[] {
  const lines: Line[] = []
  let open = new Map<number, number>()
  for (let y = 0; y <= rows.length; y += 1) {
    const [above, row] = [rows[y - 1] ?? blank, rows[y] ?? blank]
    const differ = unshared(above, row)
    for (let place = 0; place < differ.length; place += 2) lines.push([differ[place] ?? 0, y, differ[place + 1] ?? 0, y])
    const next = new Map(row.map((x) => [x, open.get(x) ?? y]))
    for (const [x, start] of open) if (!next.has(x)) lines.push([x, start, x, y])
    open = next
  }
  return lines
}

/** Places that are in one of two rows alone; by pairs they are the stretches in which the rows differ. */
function unshared(one: MaskRow, other: MaskRow): readonly number[] {
  const both = [...one, ...other].toSorted((a, b) => a - b)
  return both.filter((place, index) => place !== both[index - 1] && place !== both[index + 1])
}

export interface MaskPaths {
  readonly inside: Path2D
  readonly border: Path2D
}

const paths = new WeakMap<Mask, MaskPaths>()

/** In pixels of the picture, so that they serve every view. */
export function maskPaths(mask: Mask): MaskPaths {
  const known = paths.get(mask)
  if (known !== undefined) return known
  const made = { inside: new Path2D(), border: new Path2D() }
  for (const box of boxesOf(mask)) made.inside.rect(...box)
  for (const [fromX, fromY, toX, toY] of bordersOf(mask)) {
    made.border.moveTo(fromX, fromY)
    made.border.lineTo(toX, toY)
  }
  paths.set(mask, made)
  return made
}
