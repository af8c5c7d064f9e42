import { columnWidthPt, flowColumns, leastHeight } from './columns.ts'
import { innerWidthPt, page, type Block, type Sheet, type TextStyle } from './sheet.ts'

/** What found no room on a page that must stay one: it is counted, and the page says so. */
export interface LeftOut {
  characters: number
  rows: number
}

const ellipsis = ' …'

interface Frame {
  readonly widthPt: number
  readonly style: TextStyle
  readonly mostLines: number
}

/** A text of at most so many lines; where more was written the last line ends with "…" and the rest is counted. */
export function fittedText(sheet: Sheet, text: string, { widthPt, style, mostLines }: Frame, leftOut: LeftOut): Block {
  const lines = sheet.lines(text, widthPt, style)
  if (lines.length <= mostLines) return sheet.blockOf(lines, style)
  const kept = lines.slice(0, mostLines)
  const last = Array.from(kept.at(-1) ?? '')
  const room = last.slice(0, Math.max(0, last.length - 3)).join('').trimEnd()
  leftOut.characters += last.length - Array.from(room).length + lines.slice(mostLines).reduce((sum, line) => sum + Array.from(line).length, 0)
  return sheet.blockOf([...kept.slice(0, -1), `${room}${ellipsis}`], style)
}

/** A row of a table: rows of the lowest rank stay longest where there is no room for all. */
export interface Ranked extends Row {
  readonly rank: number
}

/** A row, and how many characters of its own texts found no room in it. */
interface Row {
  readonly block: Block
  readonly characters: number
}

interface Room {
  readonly columns: number
  readonly heightPt: number
}

/** Lays rows in columns within a height, in their order; those that find no room are counted. */
export function fittedRows(sheet: Sheet, rows: readonly Ranked[], { columns, heightPt }: Room, leftOut: LeftOut): void {
  const byRank = rows.map((row, index) => ({ ...row, index })).toSorted((one, other) => one.rank - other.rank || one.index - other.index)
  const chosen = (count: number): readonly Block[] => byRank.slice(0, count).toSorted((one, other) => one.index - other.index).map(({ block }) => block)
  let count = rows.length
  while (count > 0 && leastHeight(chosen(count), columns) > heightPt) count -= 1
  leftOut.rows += rows.length - count
  leftOut.characters += byRank.slice(0, count).reduce((sum, { characters }) => sum + characters, 0)
  if (count > 0) flowColumns(sheet, chosen(count), columns)
}

/** Cells side by side over a fine line, each of at most so many lines. */
export function fittedRow(sheet: Sheet, cells: readonly Cell[], { columns, mostLines }: { readonly columns: number; readonly mostLines: number }): Row {
  const widthPt = columnWidthPt(columns)
  const cut: LeftOut = { characters: 0, rows: 0 }
  const placed = cells.map(({ text, style, share }, index) => ({
    block: fittedText(sheet, text, { widthPt: share * widthPt - cellGapPt, style, mostLines }, cut),
    leftPt: cells.slice(0, index).reduce((sum, cell) => sum + cell.share, 0) * widthPt,
  }))
  const heightPt = Math.max(...placed.map(({ block }) => block.heightPt)) + rowGapPt
  const draw = (leftPt: number, topPt: number): void => {
    for (const { block, leftPt: shiftPt } of placed) block.draw(leftPt + shiftPt, topPt)
    sheet.rule(topPt + heightPt - rowGapPt / 2, leftPt, widthPt)
  }
  return { block: { heightPt, draw }, characters: cut.characters }
}

export interface Cell {
  readonly text: string
  readonly style: TextStyle
  /** Of the column's width. */
  readonly share: number
}

const rowGapPt = 1.6
const cellGapPt = 4
const headingGapPt = 4

/** A heading with a remark after it, on one line; no page is begun for it. */
export function drawHeading(sheet: Sheet, title: string, { heading, remark }: { readonly heading: TextStyle; readonly remark?: { readonly text: string; readonly style: TextStyle } }, leftOut: LeftOut): void {
  sheet.topPt += headingGapPt
  const block = fittedText(sheet, title, { widthPt: innerWidthPt, style: heading, mostLines: 1 }, leftOut)
  block.draw(page.marginPt, sheet.topPt)
  sheet.topPt += block.heightPt
  if (remark === undefined) return
  const note = fittedText(sheet, remark.text, { widthPt: innerWidthPt, style: remark.style, mostLines: 1 }, leftOut)
  note.draw(page.marginPt, sheet.topPt)
  sheet.topPt += note.heightPt + 1
}
