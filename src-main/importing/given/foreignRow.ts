import type { LabelFileFormat, RowProblem } from '../../../src-shared/contract/given.ts'
import type { GivenState } from '../../../src-shared/domain/given.ts'
import { pointLimits, type Point, type ShapeKind } from '../../../src-shared/domain/mark.ts'

/** One statement of a file of labels, under the name the file gives its label. */
export type ForeignItem =
  | { readonly kind: 'answer'; readonly name: string; readonly state: GivenState }
  | { readonly kind: 'shape'; readonly name: string; readonly shape: ShapeKind; readonly points: readonly Point[] }

/** What a row, an annotation or an element says of one picture. */
export interface ForeignRow {
  /** Line or place in its list, counted from 1. */
  readonly place: number
  /** The picture as it is named there: a file name, with or without folders and ending. */
  readonly image: string
  /** Size of the picture the shapes were drawn on; absent where the file does not say. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number }
  readonly items: readonly ForeignItem[]
}

export interface BadForeignRow {
  readonly place: number
  readonly image: string
  readonly problem: RowProblem
}

export interface LabelFile {
  readonly format: LabelFileFormat
  readonly rows: readonly ForeignRow[]
  readonly bad: readonly BadForeignRow[]
}

/** Rows of one file, and what was wrong with others. */
export class RowCollector {
  readonly rows: ForeignRow[] = []
  readonly bad: BadForeignRow[] = []

  take(row: ForeignRow): void {
    if (row.image.trim() === '') return this.refuse(row, 'noImage')
    if (row.items.some(({ name }) => name.trim() === '' || name.length > longestName)) return this.refuse(row, 'noLabel')
    this.rows.push(row)
  }

  refuse({ place, image }: Pick<ForeignRow, 'place' | 'image'>, problem: RowProblem): void {
    this.bad.push({ place, image: image.slice(0, longestName), problem })
  }

  file(format: LabelFileFormat): LabelFile {
    return { format, rows: this.rows, bad: this.bad }
  }
}

const longestName = 300

/** What keeps a shape from being one, or null: a coordinate that is no number, too few or too many points. */
export function shapeProblem(shape: ShapeKind, points: readonly Point[]): RowProblem | null {
  if (points.some((point) => point.length !== 2 || !point.every((value) => Number.isFinite(value)))) return 'number'
  const [least, most] = pointLimits[shape]
  if (points.length < least || points.length > most) return 'points'
  const [[left, top] = [0, 0], [right, bottom] = [0, 0]] = points
  return shape === 'box' && (left >= right || top >= bottom) ? 'points' : null
}
