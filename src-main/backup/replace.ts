import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { makeFolder, readTextIfThere, syncFolder, writeDurably } from '../store/files.ts'

/** A restored store waits here, whole, until it takes the place of the present one. */
export const restoredFolder = (storeFolder: string): string => join(storeFolder, 'restored')

/**
 * What makes a store its own, a database's log before the database itself. Everything else in the folder (the lock, the
 * workstation's settings, its log, failed passwords, what was set aside before) belongs to the workstation and stays.
 */
const parts = ['ctranscnn.db-wal', 'ctranscnn.db-shm', 'ctranscnn.db', 'keys.json', 'audit-head.json', 'blobs', 'models'] as const

const journalName = 'replacing.json'
const journal = v.strictObject({
  format: v.literal(1),
  /** Name of the folder under `set-aside/` that takes the former store's files, all of them. */
  setAside: v.pipe(v.string(), v.regex(/^[0-9TZ-]{16,40}$/u)),
  /** aside: files of the former store may still lie in place; place: none does. */
  phase: v.picklist(['aside', 'place']),
})
type Journal = v.InferOutput<typeof journal>

/** Moves one file or folder; a test interrupts here. */
type Move = (from: string, to: string) => void

/**
 * Puts the store that lies in `restoredFolder` in the place of the present one, whose files are moved aside untouched.
 * The store must be closed, and locked by this process. Killed at any moment, the next start goes on where it stopped.
 */
export function replaceStore(storeFolder: string, setAside: string, move: Move = renameSync): void {
  writeJournal(storeFolder, { format: 1, setAside, phase: 'aside' })
  finishReplacement(storeFolder, move)
}

/** Ends a replacement that was interrupted, and drops what an interrupted restoring left. Call before the store is opened. */
export function finishReplacement(storeFolder: string, move: Move = renameSync): void {
  const text = readTextIfThere(join(storeFolder, journalName))
  if (text !== null) {
    const { setAside, phase } = v.parse(journal, JSON.parse(text))
    if (phase === 'aside') {
      moveParts(storeFolder, join(storeFolder, 'set-aside', setAside), move)
      writeJournal(storeFolder, { format: 1, setAside, phase: 'place' })
    }
    moveParts(restoredFolder(storeFolder), storeFolder, move)
    rmSync(join(storeFolder, journalName))
    syncFolder(storeFolder)
  }
  for (const left of [restoredFolder(storeFolder), `${restoredFolder(storeFolder)}.partial`]) rmSync(left, { recursive: true, force: true })
}

const writeJournal = (storeFolder: string, value: Journal): void => writeDurably(join(storeFolder, journalName), JSON.stringify(value))

/** A part that is no longer there has been moved before. */
function moveParts(from: string, to: string, move: Move): void {
  makeFolder(to)
  for (const part of parts) if (existsSync(join(from, part))) move(join(from, part), join(to, part))
  for (const folder of [to, from]) if (existsSync(folder)) syncFolder(folder)
}
