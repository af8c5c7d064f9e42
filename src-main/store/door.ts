import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import { openAnchor, type Anchor, type AnchorFile } from '../audit/anchor.ts'
import { readHead } from '../audit/append.ts'
import { compareAnchor } from '../audit/verify.ts'
import { openBlobs, sweepIncoming, type Blobs } from './blobs.ts'
import { openDatabase, type OpenDatabase, type ReadDb, type WriteDb } from './database.ts'
import { withStoreErrors } from './errors.ts'
import { blobKey, databaseKey } from './keys.ts'
import { quarantine } from './quarantine.ts'
import { takeSnapshot, type SnapshotFacts } from './snapshot.ts'

/** The way to everything kept. Closed until somebody brings the master key; then one database and its originals. */
export interface StoreDoor {
  readonly folder: string
  /** Makes a new, empty store. Throws AppError `store.exists` when a database is there already. */
  create(masterKey: Uint8Array): Promise<void>
  /** Throws what `openDatabase` throws, and `store.damaged` when the database has lost rows it once had. */
  open(masterKey: Uint8Array): Promise<void>
  /** Closes as soon as nothing holds it; a running job keeps its store after the window was locked. */
  close(): void
  /** Keeps the store open until the answered function is called. Throws AppError `auth.signedOut`. */
  hold(): () => void
  isOpen(): boolean
  /** Throws AppError `auth.signedOut` while closed. */
  database(): ReadDb
  /** One transaction; on the disk when it returns. Throws AppError `auth.signedOut`, `store.full`, `store.readOnly`. */
  write<T>(work: (db: WriteDb) => T): T
  /** A further connection that reads from the disk, for one piece of work. */
  withFreshReader<T>(work: (db: ReadDb) => Promise<T>): Promise<T>
  /** Copies the database into a new file while work goes on. Throws what `takeSnapshot` throws. */
  snapshot(target: string): Promise<SnapshotFacts>
  /** Opens a copy of this store in another folder with this store's key. Throws what `open` throws. */
  openCopy(folder: string): Promise<StoreCopy>
  blobs(): Blobs
  anchor(): Anchor | null
}

/** What the master key is needed for while the store is open; the master key itself is forgotten at once. */
interface StoreKeys {
  readonly database: Buffer
  readonly blobs: Buffer
}

const keysOf = (masterKey: Uint8Array): StoreKeys => ({ database: databaseKey(masterKey), blobs: blobKey(masterKey) })

interface Opened {
  readonly keys: StoreKeys
  readonly database: OpenDatabase
  readonly blobs: Blobs
  readonly anchor: AnchorFile
  /** The database file as it was opened, see `assertInPlace`. */
  readonly place: FilePlace
  intact: boolean
}

/** What a file is to the operating system, wherever its name leads. */
interface FilePlace {
  readonly path: string
  readonly device: bigint
  readonly inode: bigint
}

export function createStoreDoor(folder: string): StoreDoor {
  let opened: Opened | null = null
  let holds = 0
  let closeWanted = false

  const current = (): Opened => {
    if (opened === null) throw new AppError('auth.signedOut')
    return opened
  }
  const closeNow = (): void => {
    if (opened !== null) closeAll(opened)
    opened = null
    closeWanted = false
  }
  const openWith = async (keys: StoreKeys, create: boolean): Promise<void> => {
    closeWanted = false
    if (opened !== null) return
    await sweepIncoming(blobFolder(folder))
    opened = openAll(folder, keys, create)
  }
  return {
    folder,
    create: (masterKey) => {
      if (existsSync(databasePath(folder))) throw new AppError('store.exists')
      return openWith(keysOf(masterKey), true)
    },
    open: (masterKey) => openWith(keysOf(masterKey), false),
    close: () => {
      closeWanted = true
      if (holds === 0) closeNow()
    },
    hold: () => {
      current()
      holds += 1
      return once(() => {
        holds -= 1
        if (holds === 0 && closeWanted) closeNow()
      })
    },
    isOpen: () => opened !== null,
    database: () => current().database.reader,
    write: (work) => writeAnchored(current(), work),
    withFreshReader: (work) => current().database.withFreshReader(work),
    snapshot: (target) => takeSnapshot({ path: databasePath(folder), key: current().keys.database, target }),
    openCopy: (copyFolder) => openCopyIn(copyFolder, current().keys),
    blobs: () => current().blobs,
    anchor: () => current().anchor.read(),
  }
}

export const databasePath = (folder: string): string => join(folder, 'ctranscnn.db')
const blobFolder = (folder: string): string => join(folder, 'blobs')

function closeAll({ anchor, database, keys }: Opened): void {
  anchor.close()
  database.close()
  keys.database.fill(0)
  keys.blobs.fill(0)
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    work()
  }
}

/** A store that is only looked at. */
export interface StoreCopy extends Pick<StoreDoor, 'withFreshReader' | 'blobs' | 'anchor'> {
  close(): void
}

async function openCopyIn(folder: string, keys: StoreKeys): Promise<StoreCopy> {
  await sweepIncoming(blobFolder(folder))
  return openCopyOf(openAll(folder, { database: Buffer.from(keys.database), blobs: Buffer.from(keys.blobs) }, false))
}

const openCopyOf = ({ database, blobs, anchor }: Opened): StoreCopy => ({
  withFreshReader: (work) => database.withFreshReader(work),
  blobs: () => blobs,
  anchor: () => anchor.read(),
  close: () => {
    anchor.close()
    database.close()
  },
})

function openAll(folder: string, keys: StoreKeys, create: boolean): Opened {
  const database = openDatabase(databasePath(folder), keys.database, create)
  const anchor = openAnchor(join(folder, 'audit-head.json'), create)
  try {
    const intact = withStoreErrors(() => isAnchored(database.reader, anchor.read()))
    anchor.write(readHead(database.reader), intact)
    return { keys, database, anchor, intact, place: placeOf(databasePath(folder)), blobs: openBlobs(blobFolder(folder), keys.blobs) }
  } catch (error) {
    anchor.close()
    quarantine(databasePath(folder))
    database.close()
    throw error
  }
}

/** Throws AppError `store.damaged` when the database ends before the row its anchor names. */
function isAnchored(db: ReadDb, anchor: Anchor | null): boolean {
  const state = compareAnchor(db, anchor)
  if (state === 'rowsLost') throw new AppError('store.damaged', { part: 'rowsLost' })
  return state === 'agrees'
}

function placeOf(path: string): FilePlace {
  const { dev, ino } = statSync(path, { bigint: true })
  return { path, device: dev, inode: ino }
}

/**
 * A file that was removed or moved away while it is open takes every write and keeps none where anybody would look for
 * it: such a store is missing. Throws AppError `store.missing`.
 */
function assertInPlace({ path, device, inode }: FilePlace): void {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (found?.dev !== device || found.ino !== inode) throw new AppError('store.missing')
}

/**
 * The anchor moves after the commit, never before it: ahead of the database it would cry loss where there is none. It
 * moves forward along the chain only; work that cut or rewrote anchored rows breaks it for good.
 */
function writeAnchored<T>(opened: Opened, work: (db: WriteDb) => T): T {
  const { database, anchor } = opened
  assertInPlace(opened.place)
  const before = readHead(database.reader)
  const value = database.write(work)
  const head = readHead(database.reader)
  if (head.sequence === before.sequence && head.sha256 === before.sha256) return value
  const anchored = { format: 1 as const, ...before, intact: opened.intact }
  opened.intact = compareAnchor(database.reader, anchored) === 'agrees'
  anchor.write(head, opened.intact)
  return value
}
