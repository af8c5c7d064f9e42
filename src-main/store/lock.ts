import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { AppError } from '../../src-shared/errors.ts'
import { withStoreErrors } from './errors.ts'

export interface StoreLock {
  release(): void
}

/**
 * Keeps a second instance out of a store folder. The lock is the operating system's own, held through an empty SQLite
 * file: it dies with its holder, however that dies, so nothing stale is ever left behind and no pid can be reused.
 * Throws AppError `store.inUse` while another process holds it, `store.readOnly` where the folder cannot be written.
 */
export function lockStore(path: string): StoreLock {
  return withStoreErrors(() => {
    // SQLite would quietly open a file it cannot write, and then lock nobody out.
    accessSync(dirname(path), constants.W_OK)
    const file = new Database(path, { timeout: 0 })
    try {
      accessSync(path, constants.W_OK)
      // Without a journal file: the lock is never written to.
      file.pragma('journal_mode = MEMORY')
      file.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      file.close()
      if (error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB') {
        throw new AppError('store.damaged', { part: 'lock' }, { cause: error })
      }
      throw error
    }
    return { release: () => file.close() }
  })
}
