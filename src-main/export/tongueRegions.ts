import { isOutline, isSeparation, type OutlineMark } from '../../src-shared/domain/mark.ts'
import { columnRuns } from '../../src-shared/domain/mask.ts'
import { cellParts, partOfCells, type CellPart, type TongueCells } from '../../src-shared/domain/tongueCells.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'
import { runLengths, type RunLengths } from './runLengths.ts'

/** The tongue as the reader outlined it: the truth for a segmentation. null where the reader left the model's outline as it was, which says nothing of its truth. */
export const readerOutline = ({ marks }: Pick<SignedCase, 'marks'>, { imageId }: Pick<ExportedImage, 'imageId'>): OutlineMark | null =>
  marks.filter(isOutline).find((mark) => mark.imageId === imageId) ?? null

export const modelSource = ({ run }: Pick<SignedCase, 'run'>): string => `model ${run?.model.id ?? ''} ${run?.model.version ?? ''}`

/** Coating, body and what is left out as COCO's run lengths over a grid of cells, and who said so. */
interface ExportedCells extends Readonly<Record<CellPart, RunLengths>> {
  readonly source: string
  /** Left upper corner of the grid and side of a cell, in picture pixels. */
  readonly left: number
  readonly top: number
  readonly cell: number
}

/** The reader's separation, else the model's; null where none was kept. */
export function tongueCells(signed: SignedCase, { imageId }: ExportedImage): ExportedCells | null {
  const { marks, run, measures } = signed
  const own = marks.filter(isSeparation).find((mark) => mark.imageId === imageId)?.cells
  // Measured in the reader's outline: cells that the reader said nothing of are there too.
  const corrected = measures.find((each) => each.imageId === imageId)?.tongue.cells ?? own
  if (corrected !== undefined && corrected !== null) return exported(corrected, own === undefined ? "measured in the reader's outline" : 'reader')
  const found = run?.imageId === imageId ? (run.tongue?.cells ?? null) : null
  return found === null ? null : exported(found, modelSource(signed))
}

function exported(cells: TongueCells, source: string): ExportedCells {
  const { leftPx, topPx, cellPx, columns, rows } = cells
  const partAs = (part: CellPart): RunLengths => ({ size: [rows, columns], counts: columnRuns(partOfCells(cells, part)) })
  const [coating, body, leftOut] = cellParts.map(partAs) as [RunLengths, RunLengths, RunLengths]
  return { source, left: leftPx, top: topPx, cell: cellPx, coating, body, leftOut }
}

/** The reader's outline as a cell of a table; empty where there is none. */
export function outlineCell(outline: OutlineMark | null): string {
  return outline === null ? '' : JSON.stringify({ source: 'reader', ...runLengths(outline) })
}
