import type { RowProblem } from '../../../src-shared/contract/given.ts'
import type { Point } from '../../../src-shared/domain/mark.ts'
import { maskOfPolygon } from '../../../src-shared/domain/maskPieces.ts'
import type { Mask } from '../../imaging/preprocess.ts'
import { fillHoles, largestComponent } from '../../segmentation/components.ts'
import { outerContour } from '../../segmentation/contour.ts'

/** What COCO calls RLE: lengths of runs outside and inside by turns, down the columns; as numbers or as their text. */
export interface CocoMask {
  readonly counts: unknown
  readonly size: unknown
}

/** A film is smaller. */
const mostPixels = 50_000_000
/** Of one annotation: more are specks of a threshold, not something that somebody outlined. */
const mostPieces = 64

/**
 * The outlines of a run-length mask, one a piece. Only what an outline says exactly: each outline holds the very pixels of its
 * piece. A mask with holes is refused, since its outline would say more than was given. Answers `mask` or `number` where it
 * cannot be had.
 */
export function outlinesOfMask({ counts, size }: CocoMask): { readonly outlines: readonly (readonly Point[])[]; readonly widthPx: number; readonly heightPx: number } | RowProblem {
  const [heightPx, widthPx] = Array.isArray(size) ? (size as readonly unknown[]) : []
  if (!isSide(heightPx) || !isSide(widthPx) || heightPx * widthPx > mostPixels) return 'number'
  const runs = typeof counts === 'string' ? runsOfText(counts) : runsOfNumbers(counts)
  if (runs === null || runs.reduce((sum, run) => sum + run, 0) !== heightPx * widthPx) return 'number'
  const rest = filled(runs, widthPx, heightPx)
  const outlines: (readonly Point[])[] = []
  while (rest.data.includes(255)) {
    if (outlines.length === mostPieces) return 'mask'
    const outline = takePiece(rest)
    if (outline === null) return 'mask'
    outlines.push(outline)
  }
  return outlines.length === 0 ? 'mask' : { outlines, widthPx, heightPx }
}

const isSide = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value > 0

function runsOfNumbers(counts: unknown): readonly number[] | null {
  return Array.isArray(counts) && counts.every((run) => Number.isInteger(run) && run >= 0) ? (counts as readonly number[]) : null
}

/**
 * The text form of the COCO tools: five bits a letter from code 48 on, the sixth says that more follow, the highest bit of the last
 * is the sign; from the fourth number on each is the difference to the number two before it.
 */
function runsOfText(text: string): readonly number[] | null {
  const runs: number[] = []
  let [value, shift] = [0, 0]
  for (let index = 0; index < text.length; index += 1) {
    const bits = text.charCodeAt(index) - 48
    if (bits < 0 || bits > 63 || shift > 25) return null
    value |= (bits & 31) << shift
    shift += 5
    if ((bits & 32) !== 0) continue
    if ((bits & 16) !== 0) value |= -1 << shift
    const run = runs.length > 2 ? value + (runs.at(-2) ?? 0) : value
    if (run < 0) return null
    runs.push(run)
    ;[value, shift] = [0, 0]
  }
  return shift === 0 ? runs : null
}

function filled(runs: readonly number[], widthPx: number, heightPx: number): Mask {
  const data = new Uint8Array(widthPx * heightPx)
  let place = 0
  for (const [index, run] of runs.entries()) {
    const end = place + run
    if (index % 2 === 1) for (; place < end; place += 1) data[(place % heightPx) * widthPx + Math.floor(place / heightPx)] = 255
    place = end
  }
  return { widthPx, heightPx, data }
}

/** Takes the largest piece out of the mask; null where its outline does not say the very same pixels. */
function takePiece(rest: Mask): readonly Point[] | null {
  const piece = { ...rest, data: rest.data.slice() }
  largestComponent(piece)
  const outline = outerContour(piece)
  const whole = { ...piece, data: piece.data.slice() }
  fillHoles(whole)
  if (Buffer.compare(whole.data, piece.data) !== 0 || !isSame(outline, piece)) return null
  for (let index = 0; index < rest.data.length; index += 1) if (piece.data[index] === 255) rest.data[index] = 0
  return outline
}

function isSame(outline: readonly Point[], { widthPx, heightPx, data }: Mask): boolean {
  const { rows } = maskOfPolygon(outline, { widthPx, heightPx })
  const again = new Uint8Array(data.length)
  for (const [y, row] of rows.entries()) for (let index = 0; index < row.length; index += 2) again.fill(255, y * widthPx + (row[index] ?? 0), y * widthPx + (row[index + 1] ?? 0))
  return Buffer.compare(again, data) === 0
}
