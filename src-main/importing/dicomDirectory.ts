import type { RejectedFile } from '../../src-shared/contract/jobs.ts'
import type { ErrorCode } from '../../src-shared/errors.ts'
import type { Engine } from '../engine/protocol.ts'
import { retryOnceWhenStopped } from '../engine/retry.ts'
import type { Incoming, IncomingFile } from './incoming.ts'

/** No directory of a disc is larger. */
const largestDirectoryBytes = 64 * 2 ** 20

export interface Followed extends Incoming {
  /** Files on discs with a DICOMDIR that it does not list as pictures: viewers, reports, help pages; paths below its folder. */
  readonly notListed: readonly string[]
}

/**
 * Where a DICOMDIR is among the files, it decides which files of its folder are pictures, and what it lists and is not
 * there is named. One that cannot be read is named too, and its folder's files are all looked at as without it.
 */
export async function followDirectories(engine: Pick<Engine, 'directory'>, incoming: Incoming): Promise<Followed> {
  let followed: Followed = { ...incoming, notListed: [] }
  for (const directory of incoming.files.filter(isDirectory)) followed = await follow(engine, followed, directory)
  return followed
}

/** Discs carry a version number behind each name, and some systems show it. */
const isDirectory = ({ name }: IncomingFile): boolean => /^dicomdir(?:;1)?$/iu.test(name)

async function follow(engine: Pick<Engine, 'directory'>, before: Followed, directory: IncomingFile): Promise<Followed> {
  const others = before.files.filter((file) => file !== directory)
  const listed = await read(engine, directory).catch(() => null)
  if (listed === null) return { ...before, files: others, refused: [...before.refused, rejection(directory, null, 'dicomdir.unreadable')] }
  const below = new Map(others.flatMap((file) => pathBelow(directory, file).map((path) => [path, file])))
  const wanted = new Set<IncomingFile>()
  const refused = new Map<string, RejectedFile>()
  for (const { path, isSafe } of listed) {
    const file = below.get(comparable(path))
    if (!isSafe) refused.set(path, rejection(directory, path, 'dicomdir.unsafeName'))
    else if (file === undefined) refused.set(path, rejection(directory, path, 'dicomdir.missing'))
    else wanted.add(file)
  }
  const foreign = new Set([...below.values()].filter((file) => !wanted.has(file)))
  return {
    ...before,
    files: others.filter((file) => !foreign.has(file)),
    refused: [...before.refused, ...refused.values()],
    notListed: [...before.notListed, ...[...foreign].map((file) => pathOf(file).slice(prefixOf(directory).length))],
  }
}

async function read(engine: Pick<Engine, 'directory'>, file: IncomingFile): ReturnType<Engine['directory']> {
  if (file.bytes > largestDirectoryBytes) throw new RangeError('No directory of a disc is that large')
  const bytes = await file.open()
  return retryOnceWhenStopped(() => engine.directory(bytes))
}

const pathOf = ({ folder, name }: Pick<IncomingFile, 'folder' | 'name'>): string => (folder === '' ? name : `${folder}/${name}`)

const prefixOf = ({ folder }: IncomingFile): string => (folder === '' ? '' : `${folder}/`)

/** The path of a file below the directory's folder, to compare; none for files elsewhere. */
function pathBelow(directory: IncomingFile, file: IncomingFile): readonly string[] {
  const prefix = prefixOf(directory)
  const path = pathOf(file)
  return path.startsWith(prefix) ? [comparable(path.slice(prefix.length))] : []
}

/** Discs know capitals only; copies of them are often in small letters, some with the disc's version numbers. */
const comparable = (path: string): string => path.toLowerCase().replace(/\.?(?:;1)?$/u, '')

function rejection({ index, chosenName: name, entry }: IncomingFile, listed: string | null, code: ErrorCode): RejectedFile {
  const within = [...(entry?.split('/') ?? []), ...(listed === null ? [] : [listed])].join('/')
  return { index, name, ...(within === '' ? {} : { entry: within }), code, detail: {} }
}
