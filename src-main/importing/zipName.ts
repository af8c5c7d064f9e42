import { crc32 } from 'node:zlib'
import type { Entry } from 'yauzl'
import { AppError } from '../../src-shared/errors.ts'

const utf8Flag = 0x800
const unicodePathField = 0x7075
const unicodePathHeadBytes = 5
const maximumNameLength = 1024

export type NamedEntry = Pick<Entry, 'fileNameRaw' | 'generalPurposeBitFlag' | 'extraFields'>

/**
 * The name of an entry as "/"-separated parts without "." parts. Names marked as UTF-8 must be UTF-8; unmarked ones are
 * read as UTF-8 or else GB 18030, because that is what writers in China use without marking it.
 * Throws AppError `archive.badName` for bytes that are neither, `archive.unsafeName` for a name that leaves the archive
 * or could not be one file's.
 */
export function nameOfEntry(entry: NamedEntry): string {
  const written = decodeName(entry).replaceAll('\\', '/')
  const parts = written.replace(/\/$/u, '').split('/')
  const unsafe = written.startsWith('/') || /^[a-z]:/iu.test(written) || written.length > maximumNameLength || hasControl(written)
  if (unsafe || parts.includes('..') || parts.includes('')) throw new AppError('archive.unsafeName')
  const kept = parts.filter((part) => part !== '.')
  if (kept.length === 0) throw new AppError('archive.unsafeName')
  return kept.join('/').normalize('NFC')
}

/** Something to show for a name that cannot be used: printable, short, and never a way anywhere. */
export const shownName = ({ fileNameRaw }: NamedEntry): string =>
  [...new TextDecoder('utf-8').decode(fileNameRaw.subarray(0, maximumNameLength))]
    .map((letter) => (hasControl(letter) ? '\uFFFD' : letter))
    .slice(0, 200)
    .join('')

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text)

function decodeName({ fileNameRaw, generalPurposeBitFlag, extraFields }: NamedEntry): string {
  const unicode = extraFields.find(({ id, data }) => id === unicodePathField && data[0] === 1 && data.length > unicodePathHeadBytes)
  // The field says of which name it is the Unicode form: a tool that renamed the entry may have left an old one behind.
  if (unicode !== undefined && unicode.data.readUInt32LE(1) === crc32(fileNameRaw)) {
    return decode('utf-8', unicode.data.subarray(unicodePathHeadBytes))
  }
  if ((generalPurposeBitFlag & utf8Flag) !== 0) return decode('utf-8', fileNameRaw)
  try {
    return decode('utf-8', fileNameRaw)
  } catch {
    return decode('gb18030', fileNameRaw)
  }
}

function decode(encoding: 'utf-8' | 'gb18030', bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new AppError('archive.badName', {}, { cause })
  }
}
