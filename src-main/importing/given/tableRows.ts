import { parse } from 'csv-parse/sync'
import { AppError } from '../../../src-shared/errors.ts'

export interface TableRow {
  readonly cells: readonly string[]
  /** Where it ends in the file. */
  readonly line: number
}

export interface Table {
  readonly header: readonly string[]
  readonly rows: readonly TableRow[]
}

const mostRows = 1_000_000

/** Reads CSV; a row with fewer or more cells than the header stays a row. Throws AppError `labels.unreadable`. */
export function readTable(csv: string): Table {
  try {
    const options = { bom: true, skip_empty_lines: true, trim: true, max_record_size: 200_000, info: true, relax_column_count: true, to: mostRows + 2 } as const
    const parsed = parse(csv, options) as unknown as readonly { record: readonly string[]; info: { lines: number } }[]
    const [header, ...rows] = parsed
    if (header === undefined || rows.length === 0) throw new AppError('labels.unreadable', { reason: 'empty' })
    if (rows.length > mostRows) throw new AppError('labels.tooLarge', { rows: mostRows })
    return { header: header.record, rows: rows.map(({ record, info }) => ({ cells: record, line: info.lines })) }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('labels.unreadable', { line: (cause as { lines?: number }).lines ?? 0 }, { cause })
  }
}

/** A column's name without capitals, spaces and punctuation. */
export const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/[\s_\-.]+/gu, '')

/** The first column with one of these plain names, or -1. */
export function columnOf(header: readonly string[], names: readonly string[]): number {
  const plain = header.map(plainName)
  return names.map((name) => plain.indexOf(name)).find((index) => index >= 0) ?? -1
}

/** The names that tables give the column of the picture, plain. */
export const imageColumns = ['imageindex', 'imageid', 'image', 'filename', 'file', 'studyinstanceuid', 'sopinstanceuid', '文件', '文件名', '图像', '影像']
