import type { StoreVerdict } from '../../src-shared/contract/store.ts'
import type { Anchor } from '../audit/anchor.ts'
import { verifyAudit } from '../audit/verify.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { ReadId } from '../../src-shared/domain/ids.ts'
import type { Blobs } from './blobs.ts'
import type { ReadDb } from './database.ts'
import { recordSha256 } from './readRecord.ts'
import { readById } from './reads.ts'

/** Columns that hold JSON: a value that no longer parses is a bad row. */
const jsonColumns: ReadonlySet<string> = new Set(['info', 'refusal', 'quality', 'result', 'body', 'report', 'detail', 'top_scores', 'columns'])

/**
 * Reads everything: the file's structure, every row (signed records against their hash), every original against its
 * own hash, the audit chain against its anchor. `db` must be a fresh connection, so that pages come from the disk.
 */
export async function verifyStore(db: ReadDb, blobs: Blobs, anchor: Anchor | null): Promise<StoreVerdict> {
  const rows = verifyRows(db)
  const originals = await verifyOriginals(db, blobs)
  const audit = safely(() => verifyAudit(db, anchor), { checked: 0, bad: 1, headMatches: false })
  const ok = rows.bad === 0 && originals.missing + originals.bad === 0 && audit.bad === 0 && audit.headMatches
  return { ok, rows, originals, audit }
}

function verifyRows(db: ReadDb): StoreVerdict['rows'] {
  const structure = safely(() => db.prepare<[], string>('PRAGMA integrity_check').pluck().all(), ['unreadable'])
  const references = safely(() => db.prepare('PRAGMA foreign_key_check').all().length, 1)
  const tables = safely(() => tableNames(db), [])
  const counts = tables.map((table) => verifyTable(db, table))
  const records = verifyRecords(db)
  const broken = structure.join() === 'ok' && tables.length > 0 ? 0 : 1
  return {
    checked: counts.reduce((sum, { checked }) => sum + checked, 0),
    bad: counts.reduce((sum, { bad }) => sum + bad, broken + references + records),
  }
}

const tableNames = (db: ReadDb): readonly string[] =>
  db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).pluck().all()

function verifyTable(db: ReadDb, table: string): { checked: number; bad: number } {
  let checked = 0
  let bad = 0
  const readAll = (): void => {
    for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).iterate()) {
      checked += 1
      if (!isReadable(row)) bad += 1
    }
  }
  // A page that cannot be decrypted ends the table's walk: at least one row is lost with it.
  const ended = safely(() => (readAll(), true), false)
  return { checked, bad: ended ? bad : bad + 1 }
}

const isReadable = (row: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(row).every(([column, value]) => !jsonColumns.has(column) || value === null || parses(value))

const parses = (value: unknown): boolean => safely(() => (JSON.parse(String(value)), true), false)

/** Signed records whose content is no longer what was signed. */
function verifyRecords(db: ReadDb): number {
  const signed = safely(() => db.prepare<[], ReadId>(`SELECT read_id FROM reads WHERE phase = 'signed'`).pluck().all(), [])
  const isWhole = (readId: ReadId): boolean => {
    const stored = readById(db, readId)
    return recordSha256(db, stored) === stored.read.signature?.recordSha256
  }
  return signed.filter((readId) => !safely(() => isWhole(readId), false)).length
}

async function verifyOriginals(db: ReadDb, blobs: Blobs): Promise<StoreVerdict['originals']> {
  const hashes = safely(() => db.prepare<[], string>('SELECT sha256 FROM images ORDER BY sha256').pluck().all(), [])
  const counts = { checked: 0, missing: 0, bad: 0 }
  for (const sha256 of hashes) {
    counts.checked += 1
    const outcome = await blobs.read(sha256).then(() => 'whole' as const, outcomeOf)
    if (outcome !== 'whole') counts[outcome] += 1
  }
  return counts
}

const outcomeOf = (error: unknown): 'missing' | 'bad' =>
  error instanceof AppError && error.code === 'image.missing' ? 'missing' : 'bad'

/** A verdict counts what cannot be read instead of ending at it. */
function safely<T>(work: () => T, otherwise: T): T {
  try {
    return work()
  } catch {
    return otherwise
  }
}
