import { decodeMask, emptyMask, encodeMask, type Mask } from './mask.ts'
import type { Point } from './mark.ts'

/** left out: highlights and deep shadows, of which nobody can tell what lies under them; they count to neither. */
export const cellParts = ['coating', 'body', 'leftOut'] as const
export type CellPart = (typeof cellParts)[number]

/** A grid over a tongue: its left upper corner and the side of a square cell in picture pixels, and its size in cells. */
export interface CellPlace {
  readonly leftPx: number
  readonly topPx: number
  readonly cellPx: number
  readonly columns: number
  readonly rows: number
}

/** Which cells of a tongue are coating, body, or left out: run lengths as `encodeMask` writes them; a cell of none lies outside of the tongue. */
export interface TongueCells extends CellPlace {
  readonly coating: string
  readonly body: string
  readonly leftOut: string
}

export const cellSize = ({ columns, rows }: CellPlace) => ({ widthPx: columns, heightPx: rows })

/** One part as a mask of cells; empty where the text is none that `encodeMask` writes. */
export const partOfCells = (cells: TongueCells, part: CellPart): Mask => decodeMask(cells[part], cellSize(cells)) ?? emptyMask(cellSize(cells))

/** Index into `cellParts` of each cell, row after row; 255 outside of the tongue. */
export function cellValues(cells: TongueCells): Uint8Array {
  const values = new Uint8Array(cells.columns * cells.rows).fill(255)
  for (const [index, part] of cellParts.entries()) {
    for (const [y, row] of partOfCells(cells, part).rows.entries()) {
      for (let place = 0; place < row.length; place += 2) values.fill(index, y * cells.columns + (row[place] ?? 0), y * cells.columns + (row[place + 1] ?? 0))
    }
  }
  return values
}

/** The inverse of `cellValues`. */
export function cellsFrom({ leftPx, topPx, cellPx, columns, rows }: CellPlace, values: Uint8Array): TongueCells {
  const textOf = (wanted: number): string => {
    const lines = Array.from({ length: rows }, (_, y) => stretchesOf(values.subarray(y * columns, (y + 1) * columns), wanted))
    return encodeMask({ widthPx: columns, heightPx: rows, rows: lines })
  }
  return { leftPx, topPx, cellPx, columns, rows, coating: textOf(0), body: textOf(1), leftOut: textOf(2) }
}

function stretchesOf(line: Uint8Array, wanted: number): readonly number[] {
  const stretches: number[] = []
  line.forEach((value, x) => {
    if (value !== wanted) return
    if (stretches.at(-1) === x) stretches[stretches.length - 1] = x + 1
    else stretches.push(x, x + 1)
  })
  return stretches
}

/** The cell under a place of the picture, or null beside the grid. */
export function cellAt({ leftPx, topPx, cellPx, columns, rows }: CellPlace, [x, y]: Point): number | null {
  const column = Math.floor((x - leftPx) / cellPx)
  const row = Math.floor((y - topPx) / cellPx)
  return column < 0 || row < 0 || column >= columns || row >= rows ? null : row * columns + column
}
