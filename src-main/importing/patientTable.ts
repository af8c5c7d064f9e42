import { parse } from 'csv-parse/sync'
import { AppError, type ErrorDetail } from '../../src-shared/errors.ts'
import { maximumSideColumns, maximumSideText, type SideColumn } from '../store/sideData.ts'
import { parseVisitDate } from './visitDate.ts'

export interface PatientOfFile {
  readonly pseudonym: string
  /** YYYY-MM-DD */
  readonly visitDate: string | null
  /** What else a table says of the file. */
  readonly sideData?: readonly SideColumn[]
}

export interface PatientTable {
  /** By "folder/name" first, then by the bare name. */
  find(folder: string, name: string): PatientOfFile | undefined
}

const maximumRows = 500_000

/** The names that public tables and hospital lists give the three columns, without capitals and punctuation. */
const columnNames = {
  file: ['file', 'file name', 'filename', 'image', 'image index', 'image id', '文件', '文件名', '图像', '影像'],
  patient: ['patient', 'patient id', 'pseudonym', 'patient pseudonym', 'subject', 'subject id', '患者', '患者代号', '患者编号'],
  date: ['date', 'visit date', 'study date', '日期', '就诊日期', '检查日期'],
} as const
type Role = keyof typeof columnNames

/**
 * Reads a table with a column for the file and one for the patient, and one for the date if there is any; further columns
 * are side data. A file is a name, or the end of a path with "/".
 * Throws AppError `import.badTable` with line and column of the first bad row, and of the others as far as a sentence carries: an empty
 * cell, a date that is none, a cell that is too long, one file with two patients.
 */
export function readPatientTable(csv: string): PatientTable {
  const { header, rows } = parseRows(csv)
  const columns = columnsOf(header)
  const files = new Map<string, PatientOfFile>()
  const bad: BadRow[] = []
  for (const { cells, line } of rows) {
    const read = readRow(columns, cells)
    if ('reason' in read) {
      bad.push({ line, ...read })
      continue
    }
    const known = files.get(read.file)
    const differs = known !== undefined && (known.pseudonym !== read.entry.pseudonym || known.visitDate !== read.entry.visitDate)
    if (differs) bad.push({ line, column: columns.patient.name, reason: 'twoPatients' })
    files.set(read.file, read.entry)
  }
  if (bad.length > 0) throw new AppError('import.badTable', detailOf(bad))
  return { find: (folder, name) => findByPath(files, folder, name) }
}

/** A sentence can name so many; where a table has more, its reader looks for what they have in common. */
const mostNamedRows = 100

/** The first bad row, and the others by line and column. */
function detailOf([first, ...others]: readonly BadRow[]): ErrorDetail {
  if (first === undefined || others.length === 0) return { ...first }
  const named = others.slice(0, mostNamedRows).map(({ line, column }) => `${line} (${column})`)
  return { ...first, more: others.length, others: named.join(', ') + (others.length > mostNamedRows ? ', …' : '') }
}

function findByPath(files: ReadonlyMap<string, PatientOfFile>, folder: string, name: string): PatientOfFile | undefined {
  const parts = [...folder.split('/').filter((part) => part !== ''), name]
  for (let start = 0; start < parts.length; start += 1) {
    const found = files.get(parts.slice(start).join('/'))
    if (found !== undefined) return found
  }
  return undefined
}

interface Row {
  readonly cells: readonly string[]
  /** Where it ends in the file. */
  readonly line: number
}

function parseRows(csv: string): { header: readonly string[]; rows: readonly Row[] } {
  const options = { bom: true, skip_empty_lines: true, trim: true, max_record_size: 10_000, info: true, to: maximumRows + 2 } as const
  try {
    const parsed = parse(csv, options) as unknown as readonly { record: readonly string[]; info: { lines: number } }[]
    const [header, ...rest] = parsed.map(({ record, info }): Row => ({ cells: record, line: info.lines }))
    if (header === undefined || rest.length === 0) throw new AppError('import.badTable', { line: 1, reason: 'empty' })
    if (rest.length > maximumRows) throw new AppError('import.badTable', { line: maximumRows, reason: 'length' })
    return { header: header.cells, rows: rest }
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const line = (cause as { lines?: number }).lines ?? 0
    throw new AppError('import.badTable', { line, reason: 'syntax' }, { cause })
  }
}

interface Column {
  readonly name: string
  readonly index: number
}

interface Columns {
  readonly file: Column
  readonly patient: Column
  readonly date: Column | undefined
  readonly side: readonly Column[]
}

function columnsOf(header: readonly string[]): Columns {
  const all = header.map((name, index): Column => ({ name, index }))
  const file = columnFor('file', all)
  const patient = columnFor('patient', all)
  if (file === undefined || patient === undefined) throw new AppError('import.badTable', { line: 1, reason: 'columns' })
  const date = columnFor('date', all)
  const side = all.filter((column) => column.name !== '' && column !== file && column !== patient && column !== date)
  if (side.length > maximumSideColumns) throw new AppError('import.badTable', { line: 1, reason: 'width' })
  const long = side.find(({ name }) => name.length > maximumSideText)
  if (long !== undefined) throw new AppError('import.badTable', { line: 1, column: long.name.slice(0, 60), reason: 'long' })
  return { file, patient, date, side }
}

/** The column whose name stands first among those of the role: "file" before "image" where a table has both. */
function columnFor(role: Role, all: readonly Column[]): Column | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]+/gu, ' ')
  for (const wanted of columnNames[role]) {
    const [found, second] = all.filter(({ name }) => plain(name) === wanted)
    if (second !== undefined) throw new AppError('import.badTable', { line: 1, column: second.name, reason: 'twice' })
    if (found !== undefined) return found
  }
  return undefined
}

interface BadCell {
  readonly column: string
  readonly reason: string
}

interface BadRow extends BadCell {
  readonly line: number
}

function readRow(columns: Columns, cells: readonly string[]): { file: string; entry: PatientOfFile } | BadCell {
  const text = (column: Column | undefined): string => (column === undefined ? '' : (cells[column.index] ?? ''))
  const file = text(columns.file).replaceAll('\\', '/').replace(/^\.?\//u, '')
  const pseudonym = text(columns.patient)
  const written = text(columns.date)
  if (file === '') return { column: columns.file.name, reason: 'noFile' }
  if (pseudonym === '' || pseudonym.length > 200) return { column: columns.patient.name, reason: 'noPatient' }
  const visitDate = written === '' ? null : parseVisitDate(written)
  if (written !== '' && visitDate === null) return { column: columns.date?.name ?? '', reason: 'date' }
  const long = columns.side.find((column) => text(column).length > maximumSideText)
  if (long !== undefined) return { column: long.name, reason: 'long' }
  const sideData = columns.side.map((column) => ({ name: column.name, value: text(column) })).filter(({ value }) => value !== '')
  return { file, entry: { pseudonym, visitDate, ...(sideData.length === 0 ? {} : { sideData }) } }
}
