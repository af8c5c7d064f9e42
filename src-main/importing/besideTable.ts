import type { PatientRule } from '../../src-shared/contract/jobs.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Followed } from './dicomDirectory.ts'
import type { IncomingFile } from './incoming.ts'

/** As much as a table that is sent as text may hold. */
const largestTableBytes = 20_000_000

/**
 * Turns the rule "the table beside the pictures" into the rule "this table", and takes the table out of the files.
 * Throws AppError `contract.badInput` where no CSV file, or more than one, was chosen with the pictures.
 */
export async function takeTableBeside(patients: PatientRule, followed: Followed): Promise<{ patients: PatientRule; followed: Followed }> {
  if (patients.kind !== 'beside') return { patients, followed }
  const tables = followed.files.filter(({ name }) => /\.csv$/iu.test(name))
  const [table] = tables
  if (table === undefined || tables.length > 1) {
    throw new AppError('contract.badInput', { field: 'patients', reason: table === undefined ? 'noTable' : 'severalTables' })
  }
  const csv = await textOf(table)
  return { patients: { kind: 'table', csv }, followed: { ...followed, files: followed.files.filter((file) => file !== table) } }
}

async function textOf(table: IncomingFile): Promise<string> {
  if (table.bytes > largestTableBytes) throw new AppError('import.badTable', { reason: 'length' })
  return decodeTable(await table.open())
}

/** UTF-8, or GB 18030 where the bytes are no UTF-8, as spreadsheets in Chinese write it. */
export function decodeTable(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030').decode(bytes)
  }
}
