import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { AppError } from '../../src-shared/errors.ts'

/** A finished export as one ZIP. Throws AppError `job.missing` when there is none of this id. */
export async function exportArchive(folder: string, exportId: string): Promise<Uint8Array> {
  if (!/^[0-9a-f-]{36}$/u.test(exportId)) throw new AppError('job.missing')
  const root = join(folder, exportId)
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('job.missing', {}, { cause })
  })
  const files: Record<string, Uint8Array> = {}
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    files[path.slice(root.length + 1).replaceAll('\\', '/')] = await readFile(path)
  }
  // PNG does not shrink further, and the archive's own times would tell nothing true.
  return zipSync(files, { level: 0, mtime: new Date(1980, 0, 1) })
}
