import { readdirSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { listBackups } from './backup.ts'
import { manifestName, type Manifest } from './manifest.ts'

/** A backup somewhere on a disk. */
export interface FoundBackup {
  /** The folder that holds its `backup.json`. */
  readonly folder: string
  readonly manifest: Manifest
}

/**
 * Every backup of any workstation under a folder, newest first. The folder may be the one that was chosen for backups, one
 * workstation's in it, or that of a single backup. Nothing for a folder that is not there.
 */
export function findBackups(folder: string): readonly FoundBackup[] {
  if (!isAbsolute(folder)) return []
  return rootsUnder(folder)
    .flatMap((root) => listBackups(root).map((manifest) => ({ folder: join(root, manifest.backupId), manifest })))
    .toSorted((one, other) => (one.manifest.createdAt < other.manifest.createdAt ? 1 : -1))
}

function rootsUnder(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder)
    if (names.includes(manifestName)) return [dirname(folder)]
    return [folder, ...names.filter((name) => name.startsWith('ctw-')).map((name) => join(folder, name))]
  } catch {
    return []
  }
}
