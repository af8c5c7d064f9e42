import { stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import type { IntakeFile } from '../app/doors.ts'
import { diskFile } from '../importing/diskFile.ts'

/**
 * A file the person chose or dropped. The path comes from the preload, which asks Electron for it: the page itself
 * holds a File object and never a path.
 */
export async function chosenFile(path: unknown, relativePath: unknown): Promise<IntakeFile> {
  if (typeof path !== 'string' || !isAbsolute(path) || path.includes('\0')) throw new AppError('contract.badInput', { field: 'file' })
  const facts = await stat(path).catch((cause: unknown) => {
    throw new AppError('image.missing', {}, { cause })
  })
  if (!facts.isFile()) throw new AppError('contract.badInput', { field: 'file' })
  const relative = typeof relativePath === 'string' ? relativePath.replaceAll('\\', '/') : ''
  const cut = relative.lastIndexOf('/')
  return diskFile(path, { name: basename(path), folder: cut < 0 ? '' : relative.slice(0, cut), bytes: facts.size })
}
