import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { makeFolder, syncFolder } from './files.ts'

/**
 * Keeps a byte-for-byte copy of a database nobody could read, with its log, under `quarantine/<hash>/`; the original
 * stays where it is. The same bytes are kept once however often they are opened.
 */
export function quarantine(databasePath: string): void {
  const hash = createHash('sha256').update(readFileSync(databasePath)).digest('hex').slice(0, 16)
  const folder = join(dirname(databasePath), 'quarantine', hash)
  if (existsSync(folder)) return
  makeFolder(folder)
  for (const path of [databasePath, `${databasePath}-wal`]) {
    if (existsSync(path)) copyFileSync(path, join(folder, basename(path)))
  }
  syncFolder(folder)
}

/** Keeps a copy and makes room for a new database. Only for one that never belonged to anybody. */
export function setAside(databasePath: string): void {
  if (!existsSync(databasePath)) return
  quarantine(databasePath)
  for (const suffix of ['-wal', '-shm', '']) rmSync(`${databasePath}${suffix}`, { force: true })
  syncFolder(dirname(databasePath))
}
