import { parse } from 'csv-parse/sync'
import { AppError } from '../../src-shared/errors.ts'
import { parseVisitDate } from './visitDate.ts'

export interface PatientOfFile {
  readonly pseudonym: string
  /** YYYY-MM-DD */
  readonly visitDate: string | null
}

export interface PatientTable {
  /** By "folder/name" first, then by the bare name. */
  find(folder: string, name: string): PatientOfFile | undefined
}

const maximumRows = 500_000

/**
 * Reads a table with the columns file, patient and, optionally, date; `file` is a name, or the end of a path with "/".
 * Throws AppError `import.badTable` with the line: a missing column, an empty patient, a date that is none, or one file
 * with two patients.
 */
export function readPatientTable(csv: string): PatientTable {
  const files = new Map<string, PatientOfFile>()
  for (const [index, record] of parseRecords(csv).entries()) {
    // The first line holds the column names.
    const line = index + 2
    const { file, entry } = readRecord(record, line)
    const known = files.get(file)
    if (known !== undefined && (known.pseudonym !== entry.pseudonym || known.visitDate !== entry.visitDate)) {
      throw new AppError('import.badTable', { line, reason: 'twoPatients' })
    }
    files.set(file, entry)
  }
  return { find: (folder, name) => findByPath(files, folder, name) }
}

function findByPath(files: ReadonlyMap<string, PatientOfFile>, folder: string, name: string): PatientOfFile | undefined {
  const parts = [...folder.split('/').filter((part) => part !== ''), name]
  for (let start = 0; start < parts.length; start += 1) {
    const found = files.get(parts.slice(start).join('/'))
    if (found !== undefined) return found
  }
  return undefined
}

function parseRecords(csv: string): readonly Record<string, string>[] {
  try {
    const records = parse(csv, {
      bom: true,
      columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
      skip_empty_lines: true,
      trim: true,
      max_record_size: 10_000,
      to: maximumRows + 1,
    }) as readonly Record<string, string>[]
    const first = records[0]
    if (first === undefined) throw new AppError('import.badTable', { line: 1, reason: 'empty' })
    if (first['file'] === undefined || first['patient'] === undefined) {
      throw new AppError('import.badTable', { line: 1, reason: 'columns' })
    }
    if (records.length > maximumRows) throw new AppError('import.badTable', { line: maximumRows, reason: 'length' })
    return records
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    const line = (cause as { lines?: number }).lines ?? 0
    throw new AppError('import.badTable', { line, reason: 'syntax' }, { cause })
  }
}

function readRecord(record: Record<string, string>, line: number): { file: string; entry: PatientOfFile } {
  const file = (record['file'] ?? '').replaceAll('\\', '/').replace(/^\.?\//u, '')
  const pseudonym = record['patient'] ?? ''
  const written = record['date'] ?? ''
  if (file === '') throw new AppError('import.badTable', { line, reason: 'noFile' })
  if (pseudonym === '' || pseudonym.length > 200) throw new AppError('import.badTable', { line, reason: 'noPatient' })
  const visitDate = written === '' ? null : parseVisitDate(written)
  if (written !== '' && visitDate === null) throw new AppError('import.badTable', { line, reason: 'date' })
  return { file, entry: { pseudonym, visitDate } }
}
