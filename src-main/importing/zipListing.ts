import { Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl'
import { AppError, type ErrorCode, type ErrorDetail } from '../../src-shared/errors.ts'
import { nameOfEntry, shownName } from './zipName.ts'
import type { ZipWindow } from './zipWindow.ts'

export const zipLimits = {
  entries: 100_000,
  /** Of everything in the archive, unpacked: some hundred thousand films. */
  bytes: 64 * 2 ** 30,
  /** No picture shrinks that far: a film that does shows one even grey. Below the size a bomb would do no harm. */
  ratio: 250,
  ratioFromBytes: 4 * 2 ** 20,
} as const

export interface ListedEntry {
  /** "/"-separated, safe to show and to compare, never used on the disk. */
  readonly path: string
  readonly bytes: number
  /** What the archive reader needs to find it again. */
  readonly entry: Entry
}

export interface ZipListing {
  readonly zip: ZipFile
  readonly entries: readonly ListedEntry[]
  readonly refused: readonly { readonly path: string; readonly code: ErrorCode; readonly detail: ErrorDetail }[]
  /** What systems leave in archives (__MACOSX, .DS_Store, Thumbs.db) and other hidden files. */
  readonly ignored: number
}

/**
 * Reads the directory of an archive; no entry is unpacked. Throws AppError `archive.unreadable` for one that is cut off
 * or contradicts itself, `archive.tooManyFiles`, `archive.bomb`, `archive.encrypted`.
 */
export async function listZip(window: ZipWindow, bytes: number): Promise<ZipListing> {
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false }
  const zip = await fromRandomAccessReaderPromise(window, bytes, options).catch(refuse)
  if (zip.entryCount > zipLimits.entries) throw new AppError('archive.tooManyFiles', { files: zipLimits.entries })
  const listing = new Listing()
  try {
    for await (const entry of zip.eachEntry()) listing.add(entry)
  } catch (error) {
    refuse(error)
  }
  if (await goesOn(window, zip, bytes)) throw new AppError('archive.unreadable', { reason: 'count' })
  requirePlausible(listing.entries)
  return { zip, entries: listing.entries, refused: listing.refused, ignored: listing.ignored }
}

/** The reader throws plain errors: a directory that does not fit its file, or strong encryption, which hides it. */
function refuse(cause: unknown): never {
  if (cause instanceof AppError) throw cause
  const isEncrypted = cause instanceof Error && cause.message.includes('strong encryption')
  throw new AppError(isEncrypted ? 'archive.encrypted' : 'archive.unreadable', {}, { cause })
}

/** A count that is too small would hide entries from this reader that others see. */
async function goesOn(window: ZipWindow, { readEntryCursor }: ZipFile, bytes: number): Promise<boolean> {
  // Declared as a boolean, while it is a place in the file.
  const cursor = Number(readEntryCursor)
  if (cursor + 4 > bytes) return false
  const next = await window.range(cursor, cursor + 4)
  return Buffer.from(next).readUInt32LE() === 0x0201_4b50
}

class Listing {
  readonly entries: ListedEntry[] = []
  readonly refused: { path: string; code: ErrorCode; detail: ErrorDetail }[] = []
  readonly #names = new Set<string>()
  ignored = 0

  add(entry: Entry): void {
    let path = shownName(entry)
    try {
      path = nameOfEntry(entry)
      if (isFolder(entry)) return
      if (isLeftBySystem(path)) {
        this.ignored += 1
        return
      }
      if (this.#names.has(path)) throw new AppError('archive.duplicateName')
      this.#names.add(path)
      requireReadable(entry, path)
      this.entries.push({ path, bytes: entry.uncompressedSize, entry: slim(entry) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      this.refused.push({ path, code: error.code, detail: error.detail })
    }
  }
}

/** Names and comments of a hundred thousand entries are not kept twice. */
const slim = ({ relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, compressionMethod, crc32 }: Entry): Entry =>
  Object.assign(new Entry(), { relativeOffsetOfLocalHeader, compressedSize, uncompressedSize, compressionMethod, crc32 })

const modeOf = ({ externalFileAttributes }: Entry): number => (externalFileAttributes >>> 16) & 0o170000
const isFolder = (entry: Entry): boolean => /[/\\]$/u.test(entry.fileNameRaw.toString('latin1')) || modeOf(entry) === 0o040000

const isLeftBySystem = (path: string): boolean =>
  path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || /^(?:thumbs\.db|desktop\.ini)$/iu.test(part))

const stored = 0
const deflated = 8

function requireReadable(entry: Entry, path: string): void {
  const mode = modeOf(entry)
  if (mode !== 0 && mode !== 0o100000) throw new AppError('archive.link')
  if (entry.isEncrypted()) throw new AppError('archive.encrypted')
  if (/\.(?:zip|7z|rar|tar|t?gz|bz2|xz|zst|cab|iso)$/iu.test(path)) throw new AppError('archive.nested')
  const { compressionMethod: method, compressedSize, uncompressedSize } = entry
  if (method !== stored && method !== deflated) throw new AppError('archive.unsupported', { method })
  if (method === stored && compressedSize !== uncompressedSize) throw new AppError('archive.damaged', { reason: 'size' })
  if (uncompressedSize > zipLimits.ratioFromBytes && uncompressedSize > compressedSize * zipLimits.ratio) throw new AppError('archive.bomb')
}

/** Entries that share bytes, or unpack to more than any study holds, are there to do harm. */
function requirePlausible(entries: readonly ListedEntry[]): void {
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > zipLimits.bytes) throw new AppError('archive.bomb', { gigabytes: Math.ceil(total / 2 ** 30) })
  const places = entries
    .map(({ entry }) => ({ start: entry.relativeOffsetOfLocalHeader, bytes: entry.compressedSize }))
    .toSorted((one, other) => one.start - other.start)
  let free = 0
  for (const { start, bytes } of places) {
    if (start < free) throw new AppError('archive.bomb', { reason: 'overlap' })
    free = start + bytes
  }
}
