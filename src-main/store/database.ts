import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '../../src-shared/errors.ts'
import { storeErrorOf, withStoreErrors } from './errors.ts'
import { syncFile } from './files.ts'
import { migrate, newestSchema, schemaOf } from './migrate.ts'
import { quarantine } from './quarantine.ts'
import { keepStatements, type Prepare } from './statements.ts'

declare const readable: unique symbol
declare const writable: unique symbol

/** May only read: the connection behind it is opened read-only. */
export interface ReadDb {
  readonly [readable]: true
  readonly prepare: Prepare
}

/** May write. Handed out inside one transaction only, see `OpenDatabase.write`. */
export interface WriteDb extends ReadDb {
  readonly [writable]: true
}

export interface OpenDatabase {
  readonly reader: ReadDb
  /** One transaction: everything `work` did, or nothing. The commit has reached the disk when this returns. */
  write<T>(work: (db: WriteDb) => T): T
  /** A further connection for one piece of work, with no page in its memory yet. */
  withFreshReader<T>(work: (db: ReadDb) => Promise<T>): Promise<T>
  /** Folds the log into the database file and closes. */
  close(): void
}

const smallestPageBytes = 512

/**
 * Opens the encrypted database, or makes it when `create` is set. `key` is 32 raw bytes.
 * Throws AppError `store.missing`, `store.damaged` (wrong key, foreign, empty or garbled file; a copy of its bytes is
 * kept under `quarantine/`), `store.newer`, `store.full`, `store.readOnly`.
 */
export function openDatabase(path: string, key: Uint8Array, create: boolean): OpenDatabase {
  if (!create) examine(path, key)
  return withStoreErrors(() => {
    const writer = connect(path, key, false)
    try {
      prepareWriter(writer, path)
      return openPair(writer, connect(path, key, true), () => connect(path, key, true))
    } catch (error) {
      writer.close()
      throw error
    }
  })
}

/** Looks without touching: a connection that may write could fold a log into, or empty, a file it does not understand. */
function examine(path: string, key: Uint8Array): void {
  if (!existsSync(path)) throw new AppError('store.missing')
  try {
    if (statSync(path).size < smallestPageBytes) throw new AppError('store.damaged')
    const probe = connect(path, key, true)
    try {
      probe.prepare('SELECT count(*) FROM sqlite_schema').get()
      const schema = schemaOf(probe)
      if (schema > newestSchema) throw new AppError('store.newer', { schema, newest: newestSchema })
      if (schema === 0) throw new AppError('store.damaged')
    } finally {
      probe.close()
    }
  } catch (error) {
    const translated = storeErrorOf(error)
    if (translated instanceof AppError && translated.code === 'store.damaged') quarantine(path)
    throw translated
  }
}

export interface CopyOrder {
  readonly path: string
  /** 32 raw bytes, of the original and of the copy. */
  readonly key: Uint8Array
  /** A file that is not there yet. */
  readonly target: string
}

/**
 * Copies the database as one commit left it and reads the copy with `look`, once every page of it has been checked.
 * Throws AppError `store.damaged`, and what SQLite throws for a full or read-only disk.
 */
export function copyDatabase<T>({ path, key, target }: CopyOrder, look: (db: ReadDb, schema: number) => T): T {
  const source = connect(path, key, true)
  try {
    // One consistent snapshot; `backup()` cannot read an encrypted file.
    source.prepare('VACUUM INTO ?').run(target)
  } finally {
    source.close()
  }
  syncFile(target)
  const copy = connect(target, key, true)
  try {
    if (copy.pragma('integrity_check', { simple: true }) !== 'ok') throw new AppError('store.damaged', { part: 'copy' })
    return look(readableBy(copy), schemaOf(copy))
  } finally {
    copy.close()
  }
}

function connect(path: string, key: Uint8Array, readonly: boolean): Database.Database {
  const database = new Database(path, { readonly, timeout: 5000 })
  try {
    database.pragma(`cipher = 'sqlcipher'`)
    database.pragma('legacy = 4')
    database.pragma(`key = "x'${Buffer.from(key).toString('hex')}'"`)
    // The worklist's indexes of 100,000 cases stay decrypted in memory (KiB, hence negative).
    if (readonly) database.pragma('cache_size = -32768')
    assertVersion(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** 3.51.3 is the first release without a known WAL loss; 3.52.0 brought one back. */
function assertVersion(database: Database.Database): void {
  const version = database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const order = major * 1_000_000 + minor * 1000 + patch
  if (order < 3_051_003 || order === 3_052_000) throw new AppError('runtime.tooOld', { part: 'SQLite', version })
}

function prepareWriter(writer: Database.Database, path: string): void {
  // Takes effect before the first table only: what is deleted leaves the file, and no page lies outside every check.
  writer.pragma('auto_vacuum = FULL')
  writer.pragma('journal_mode = WAL')
  writer.pragma('checkpoint_fullfsync = ON')
  writer.pragma('fullfsync = ON')
  writer.pragma('foreign_keys = ON')
  writer.pragma('synchronous = FULL')
  migrate(writer, path)
  countOpening(writer)
  // WAL falls back to NORMAL after a database's first write: ask again, and look after a write has happened.
  writer.pragma('synchronous = FULL')
  countOpening(writer)
  const settled = [pragma(writer, 'journal_mode'), pragma(writer, 'synchronous'), pragma(writer, 'foreign_keys')]
  if (settled.join() !== 'wal,2,1') throw new Error(`The database did not take its settings: ${settled.join()}`)
}

const pragma = (database: Database.Database, name: string): unknown => database.pragma(name, { simple: true })

function countOpening(writer: Database.Database): void {
  writer
    .prepare(
      `INSERT INTO settings (key, value) VALUES ('openings', '1')
       ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)`,
    )
    .run()
}

function openPair(
  writer: Database.Database,
  reader: Database.Database,
  connectFresh: () => Database.Database,
): OpenDatabase {
  const reading = readableBy(reader)
  const writing = readableBy(writer) as WriteDb
  return {
    reader: reading,
    write: (work) => withStoreErrors(() => writer.transaction(() => work(writing)).immediate()),
    withFreshReader: async (work) => {
      const fresh = connectFresh()
      try {
        return await work(readableBy(fresh))
      } finally {
        fresh.close()
      }
    },
    close: () => {
      reader.close()
      foldLog(writer)
      writer.close()
    },
  }
}

/** On a full disk the log stays beside the file and is folded in another time: nothing of it is lost. */
function foldLog(writer: Database.Database): void {
  try {
    writer.pragma('wal_checkpoint(TRUNCATE)')
  } catch (error) {
    const translated = storeErrorOf(error)
    if (!(translated instanceof AppError) || translated.code !== 'store.full') throw error
  }
}

/** The brand has no value: the type alone tells a reader from a writer. */
const readableBy = (connection: Database.Database): ReadDb => ({ prepare: keepStatements(connection) }) as ReadDb
