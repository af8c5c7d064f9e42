import { setImmediate } from 'node:timers/promises'
import type { BadRow, ForeignLabel, LabelFileFacts, RowProblem } from '../../../src-shared/contract/given.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import type { LabelRef } from '../../../src-shared/domain/label.ts'
import { AppError } from '../../../src-shared/errors.ts'
import type { ReadDb } from '../../store/database.ts'
import { imageFinder, type FoundImage } from '../../store/imageNames.ts'
import type { IntakeFile } from '../intake.ts'
import { fitShape } from './fitShape.ts'
import type { ForeignItem, ForeignRow } from './foreignRow.ts'
import { readLabelFile } from './readLabelFile.ts'

/** A row whose picture is here, with what fits on it. */
export interface PlacedRow {
  readonly image: FoundImage
  readonly items: readonly ForeignItem[]
}

/** What some files of labels say of the pictures of this store. */
export interface ReadLabels {
  readonly files: readonly LabelFileFacts[]
  readonly rows: readonly PlacedRow[]
  readonly bad: readonly BadRow[]
  readonly clipped: number
}

/** Calls are answered between slices of a table of a hundred thousand rows. */
const rowsPerSlice = 2000

/** Reads the files and finds the picture of each row. A file that cannot be read is named; the others go on. */
export async function readAll(db: ReadDb, files: readonly IntakeFile[], task: Task): Promise<ReadLabels> {
  const placing = new Placing(imageFinder(db, task))
  const facts: LabelFileFacts[] = []
  for (const [index, file] of files.entries()) {
    try {
      const { format, rows, bad } = await readLabelFile(file)
      placing.bad.push(...bad.map((row) => ({ file: index, ...row })))
      await placing.placeAll(index, rows)
      facts.push({ name: file.name, format, images: new Set(rows.map(({ image }) => image)).size, refused: null })
    } catch (error) {
      if (!(error instanceof AppError) || !error.code.startsWith('labels.')) throw error
      facts.push({ name: file.name, format: null, images: 0, refused: { code: error.code, detail: error.detail } })
    }
  }
  return { files: facts, rows: placing.rows, bad: placing.bad, clipped: placing.clipped }
}

class Placing {
  readonly rows: PlacedRow[] = []
  readonly bad: BadRow[] = []
  clipped = 0
  readonly #find: (name: string) => readonly FoundImage[]
  /** A picture has one row a finding in some tables. */
  #last: { readonly name: string; readonly found: readonly FoundImage[] } = { name: '', found: [] }

  constructor(find: (name: string) => readonly FoundImage[]) {
    this.#find = find
  }

  async placeAll(file: number, rows: readonly ForeignRow[]): Promise<void> {
    for (const [count, row] of rows.entries()) {
      this.#place(file, row)
      if (count % rowsPerSlice === rowsPerSlice - 1) await setImmediate()
    }
  }

  #place(file: number, row: ForeignRow): void {
    if (this.#last.name !== row.image) this.#last = { name: row.image, found: this.#find(row.image) }
    const placed = this.#placed(row, this.#last.found)
    if (typeof placed === 'string') this.bad.push({ file, place: row.place, image: row.image.slice(0, 300), problem: placed })
    else this.rows.push(placed)
  }

  #placed({ size, items }: ForeignRow, [image, ...others]: readonly FoundImage[]): PlacedRow | RowProblem {
    if (image === undefined) return 'unmatched'
    if (others.length > 0) return 'ambiguous'
    if (!image.hasCase) return 'noCase'
    const hasShapes = items.some(({ kind }) => kind === 'shape')
    if (hasShapes && size !== undefined && (size.widthPx !== image.widthPx || size.heightPx !== image.heightPx)) return 'otherSize'
    const fitted: ForeignItem[] = []
    for (const item of items) {
      const fit = item.kind === 'shape' ? fitShape(item.shape, item.points, [image.widthPx, image.heightPx]) : null
      if (typeof fit === 'string') return fit
      if (fit?.clipped === true) this.clipped += 1
      fitted.push(item.kind === 'shape' && fit !== null ? { ...item, points: fit.points } : item)
    }
    return { image, items: fitted }
  }
}

/** The foreign names of all rows, each with how often it is said and the label it is guessed to be. */
export function foreignLabels(rows: readonly PlacedRow[], guess: (name: string) => LabelRef | null): readonly ForeignLabel[] {
  const counts = new Map<string, { answers: number; shapes: number }>()
  for (const { items } of rows) {
    for (const { kind, name } of items) {
      const count = counts.get(name) ?? { answers: 0, shapes: 0 }
      count[kind === 'answer' ? 'answers' : 'shapes'] += 1
      counts.set(name, count)
    }
  }
  return [...counts].map(([name, count]) => ({ name, ...count, guess: guess(name) }))
}
