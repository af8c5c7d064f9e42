import type { RejectedFile } from '../../src-shared/contract/jobs.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { IntakeFile } from './intake.ts'
import { beginsLikeZip, unpackEntry } from './zipEntry.ts'
import { listZip, type ListedEntry, type ZipListing } from './zipListing.ts'
import { ZipWindow } from './zipWindow.ts'

/** A file an import will read: one that was chosen, or one inside an archive that was chosen. */
export interface IncomingFile extends IntakeFile {
  /** Of the chosen file among all that were chosen. */
  readonly index: number
  readonly chosenName: string
  /** Its path inside the archive; absent for a chosen file itself. */
  readonly entry?: string
}

export interface Incoming {
  readonly files: readonly IncomingFile[]
  /** What cannot be read, found before any file was. */
  readonly refused: readonly RejectedFile[]
  /** System files inside archives that nobody means to import. */
  readonly ignored: number
}

/**
 * Looks into the archives among chosen files. They are never unpacked to the disk: each entry becomes a file like those
 * that were chosen themselves, read when the import reaches it. An archive counts as a folder of its own name.
 */
export async function openIncoming(chosen: readonly IntakeFile[]): Promise<Incoming> {
  const files: IncomingFile[] = []
  const refused: RejectedFile[] = []
  let ignored = 0
  for (const [index, file] of chosen.entries()) {
    if (!(await isArchive(file))) {
      files.push({ ...file, index, chosenName: file.name })
      continue
    }
    const found = await openArchive(file, index)
    files.push(...found.files)
    refused.push(...found.refused)
    ignored += found.ignored
  }
  return { files, refused, ignored }
}

/** By name and by its first bytes: what only carries the name is read as what it is. */
async function isArchive(file: IntakeFile): Promise<boolean> {
  if (!/\.zip$/iu.test(file.name)) return false
  // A file that cannot be read says so when the import reaches it.
  return beginsLikeZip(await file.readAt(0, Math.min(4, file.bytes)).catch(() => new Uint8Array()))
}

async function openArchive(archive: IntakeFile, index: number): Promise<Incoming> {
  const window = new ZipWindow(archive)
  try {
    const listing = await listZip(window, archive.bytes)
    const refused = listing.refused.map(({ path, code, detail }) => ({ index, name: archive.name, entry: path, code, detail }))
    const files = listing.entries.map((listed) => incomingEntry({ archive, index, window, zip: listing.zip }, listed))
    return { files, refused, ignored: listing.ignored }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { files: [], refused: [{ index, name: archive.name, code: error.code, detail: error.detail }], ignored: 0 }
  }
}

interface OpenedArchive {
  readonly archive: IntakeFile
  readonly index: number
  readonly window: ZipWindow
  readonly zip: ZipListing['zip']
}

function incomingEntry({ archive, index, window, zip }: OpenedArchive, listed: ListedEntry): IncomingFile {
  const parts = [...archive.folder.split('/'), archive.name.replace(/\.zip$/iu, ''), ...listed.path.split('/')].filter((part) => part !== '')
  const open = (): Promise<Uint8Array> => unpackEntry(zip, window, listed)
  return {
    index,
    chosenName: archive.name,
    entry: listed.path,
    name: parts.at(-1) ?? listed.path,
    folder: parts.slice(0, -1).join('/'),
    bytes: listed.bytes,
    open,
    readAt: async (start, endBefore) => (await open()).subarray(start, endBefore),
    release: async () => {},
  }
}
