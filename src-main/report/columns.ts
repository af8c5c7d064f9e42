import { innerWidthPt, page, type Block, type Sheet } from './sheet.ts'

/** Between two columns. */
export const gutterPt = 14

export const columnWidthPt = (count: number): number => (innerWidthPt - (count - 1) * gutterPt) / count

/** Lays blocks in columns of one height, each read to its foot before the next; what has no room goes on the next page. */
export function flowColumns(sheet: Sheet, blocks: readonly Block[], count: number): void {
  let waiting = blocks
  while (waiting.length > 0) {
    const first = waiting[0]?.heightPt ?? 0
    if (first > sheet.roomPt && sheet.topPt > page.marginPt) sheet.newPage()
    const heightPt = Math.max(first, Math.min(sheet.roomPt, leastHeight(waiting, count)))
    const columns = columnsOf(waiting, count, heightPt)
    columns.forEach((column, index) => drawColumn(column, page.marginPt + index * (columnWidthPt(count) + gutterPt), sheet.topPt))
    sheet.topPt += Math.max(...columns.map(heightOf))
    waiting = waiting.slice(columns.flat().length)
  }
}

const heightOf = (column: readonly Block[]): number => column.reduce((sum, block) => sum + block.heightPt, 0)

function drawColumn(column: readonly Block[], leftPt: number, startPt: number): void {
  let topPt = startPt
  for (const block of column) {
    block.draw(leftPt, topPt)
    topPt += block.heightPt
  }
}

/** The lowest height at which all blocks find a place, in steps of a point. */
export function leastHeight(blocks: readonly Block[], count: number): number {
  const tallest = Math.max(...blocks.map(({ heightPt }) => heightPt))
  let heightPt = Math.max(tallest, heightOf(blocks) / count)
  while (columnsOf(blocks, count, heightPt).flat().length < blocks.length) heightPt += 1
  return heightPt
}

function columnsOf(blocks: readonly Block[], count: number, heightPt: number): readonly (readonly Block[])[] {
  const columns: Block[][] = [[]]
  for (const block of blocks) {
    // Sums of tenths of a point must not push the last row out.
    const isFull = heightOf(columns.at(-1) ?? []) + block.heightPt > heightPt + 0.01
    if (isFull && columns.length === count) break
    if (isFull && columns.at(-1)?.length !== 0) columns.push([])
    columns.at(-1)?.push(block)
  }
  return columns
}
