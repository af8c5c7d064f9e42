import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { WatchedFile } from '../../store/watched.ts'

/** More than this belongs into an import of its own. */
const mostFiles = 200_000
const mostLevels = 32

/** What programs call a file while they still write it, what systems leave behind, and what is hidden. */
const passedOver = /^[.~]|^thumbs\.db$|^desktop\.ini$|\.(?:part|partial|tmp|temp|crdownload|filepart|download)$/iu

/**
 * The files in a folder and below it, in the order of their names. Links are passed over: they could lead anywhere. Throws
 * where the folder itself cannot be read; a folder below it that cannot be read is passed over until it can.
 */
export async function walkFolder(root: string): Promise<readonly WatchedFile[]> {
  const found: WatchedFile[] = []
  await walk(root, await readdir(root, { withFileTypes: true }), found, mostLevels)
  return found
}

async function walk(folder: string, entries: readonly Dirent[], found: WatchedFile[], levels: number): Promise<void> {
  const wanted = entries.filter(({ name }) => !passedOver.test(name)).sort((one, other) => (one.name < other.name ? -1 : 1))
  for (const entry of wanted) {
    if (found.length >= mostFiles) return
    const path = join(folder, entry.name)
    if (entry.isDirectory() && levels > 0) await walk(path, await readdir(path, { withFileTypes: true }).catch(() => []), found, levels - 1)
    if (!entry.isFile()) continue
    const facts = await lstat(path).catch(() => null)
    if (facts?.isFile() === true) found.push({ path, bytes: facts.size, modifiedMs: Math.trunc(facts.mtimeMs) })
  }
}
