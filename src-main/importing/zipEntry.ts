import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import type { ZipFile } from 'yauzl'
import { AppError } from '../../src-shared/errors.ts'
import type { ListedEntry } from './zipListing.ts'
import type { ZipWindow } from './zipWindow.ts'

const inflate = promisify(inflateRaw)
const stored = 0

/**
 * Unpacks one entry into memory, never further than its directory says. Throws AppError `archive.damaged` for bytes
 * that are cut off, lie about their size or fail their checksum, `archive.nested` for an archive under another name.
 */
export async function unpackEntry(zip: ZipFile, window: ZipWindow, { entry, bytes }: ListedEntry): Promise<Uint8Array> {
  const unpacked = await readData(zip, window, { entry, bytes }).catch((cause: unknown) => {
    throw new AppError('archive.damaged', { reason: 'data' }, { cause })
  })
  if (unpacked.length !== bytes) throw new AppError('archive.damaged', { reason: 'size' })
  if (crc32(unpacked) !== entry.crc32) throw new AppError('archive.damaged', { reason: 'checksum' })
  if (beginsLikeZip(unpacked)) throw new AppError('archive.nested')
  return unpacked
}

async function readData(zip: ZipFile, window: ZipWindow, { entry, bytes }: Pick<ListedEntry, 'entry' | 'bytes'>): Promise<Uint8Array> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
  const data = await window.range(fileDataStart, fileDataStart + entry.compressedSize)
  return entry.compressionMethod === stored ? data : inflate(data, { maxOutputLength: Math.max(1, bytes) })
}

export const beginsLikeZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
