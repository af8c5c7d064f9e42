import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { AppError } from '../../src-shared/errors.ts'
import { diskFile } from '../importing/diskFile.ts'
import type { IntakeFile } from '../importing/intake.ts'

export interface InputFile extends IntakeFile {
  /** As it was named or found, for the lines a command prints. */
  readonly path: string
}

/**
 * The files of the paths given, folders walked in the order of names. Hidden entries and links inside folders are passed
 * over: a link could lead anywhere. Throws AppError `contract.wrongUse` for a path that is not there.
 */
export function inputFiles(paths: readonly string[]): readonly InputFile[] {
  return paths.flatMap((path) => {
    const facts = statSync(path, { throwIfNoEntry: false })
    if (facts === undefined) throw new AppError('contract.wrongUse', { field: 'PATH', reason: 'missing' })
    return facts.isDirectory() ? filesBelow(path, path) : [inputFile(path, basename(dirname(resolve(path))))]
  })
}

function filesBelow(root: string, folder: string): readonly InputFile[] {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(root, path)
    return entry.isFile() ? [inputFile(path, folderName(root, folder))] : []
  })
}

/** Below what was chosen; for files that lie directly in it, the chosen folder's own name. */
const folderName = (root: string, folder: string): string =>
  [basename(resolve(root)), ...relative(root, folder).split(sep)].filter((part) => part !== '').join('/')

const inputFile = (path: string, folder: string): InputFile => ({
  ...diskFile(path, { name: basename(path), folder, bytes: statSync(path).size }),
  path,
})
