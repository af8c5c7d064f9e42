import { AppError, type ErrorCode } from '../../src-shared/errors.ts'

/** A write that fails on a working disk fails for want of room: SQLite tells it as an I/O error when a limit is in the way. */
const full: ReadonlySet<string> = new Set([
  'SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_TRUNCATE',
  'ENOSPC', 'EDQUOT', 'EFBIG',
])
const readOnly: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM'])
const readOnlySqlite = /^SQLITE_(?:READONLY|CANTOPEN)/u
const damagedSqlite = /^SQLITE_(?:CORRUPT|NOTADB|FORMAT|IOERR_SHORT_READ|IOERR_DATA|IOERR_CORRUPTFS)/u

/**
 * A failure of SQLite or of the file system as the user's code: `store.full`, `store.readOnly`, `store.damaged`,
 * `store.inUse`; anything else comes back unchanged, so that a mistake of the program is not called a damaged store.
 */
export function storeErrorOf(error: unknown): unknown {
  if (error instanceof AppError) return error
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== 'string') return error
  const found = codeOf(code)
  return found === null ? error : new AppError(found, {}, { cause: error })
}

function codeOf(code: string): ErrorCode | null {
  if (full.has(code)) return 'store.full'
  if (readOnly.has(code) || readOnlySqlite.test(code)) return 'store.readOnly'
  if (damagedSqlite.test(code)) return 'store.damaged'
  return code.startsWith('SQLITE_BUSY') ? 'store.inUse' : null
}

/** Runs `work` and turns its failures into the user's codes. */
export function withStoreErrors<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeErrorOf(error)
  }
}
