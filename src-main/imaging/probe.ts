import { AppError } from '../../src-shared/errors.ts'

/** Pictures with more pixels are refused before they are decoded. */
export const MAXIMUM_PIXELS = 50_000_000

export const fileFormats = ['jpeg', 'png', 'tiff', 'webp', 'heic', 'dicom'] as const
export type FileFormat = (typeof fileFormats)[number]

const ascii = (bytes: Uint8Array, start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end))

/** Brands under which telephones keep pictures compressed as HEVC; AVIF is of the same family and has others. */
const heicBrands: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'])

const signatures: readonly { readonly format: string; readonly matches: (bytes: Uint8Array) => boolean }[] = [
  // First: the 128 bytes before it are free, and some files carry a TIFF header there.
  { format: 'dicom', matches: (bytes) => ascii(bytes, 128, 132) === 'DICM' },
  { format: 'jpeg', matches: (bytes) => starts(bytes, [0xff, 0xd8, 0xff]) },
  { format: 'png', matches: (bytes) => starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { format: 'tiff', matches: (bytes) => starts(bytes, [0x49, 0x49, 0x2a, 0]) || starts(bytes, [0x4d, 0x4d, 0, 0x2a]) },
  { format: 'tiff', matches: (bytes) => starts(bytes, [0x49, 0x49, 0x2b, 0]) || starts(bytes, [0x4d, 0x4d, 0, 0x2b]) },
  { format: 'webp', matches: (bytes) => ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP' },
  { format: 'gif', matches: (bytes) => ascii(bytes, 0, 4) === 'GIF8' },
  { format: 'pdf', matches: (bytes) => ascii(bytes, 0, 5) === '%PDF-' },
  { format: 'zip', matches: (bytes) => starts(bytes, [0x50, 0x4b, 3, 4]) || starts(bytes, [0x50, 0x4b, 5, 6]) },
  { format: 'heic', matches: (bytes) => ascii(bytes, 4, 8) === 'ftyp' && heicBrands.has(ascii(bytes, 8, 12)) },
  { format: 'heif', matches: (bytes) => ascii(bytes, 4, 8) === 'ftyp' },
  { format: 'jpeg2000', matches: (bytes) => starts(bytes, [0, 0, 0, 12, 0x6a, 0x50]) || starts(bytes, [0xff, 0x4f, 0xff, 0x51]) },
  { format: 'svg', matches: (bytes) => /^\s*(?:<\?xml|<svg|<!DOCTYPE)/iu.test(ascii(bytes, 0, 256)) },
  // Last: a data set without preamble has no magic of its own, only a plausible first element.
  { format: 'dicom', matches: beginsWithDataElement },
]

function starts(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((value, index) => bytes[index] === value)
}

/** Group 0002 or 0008 first, in either byte order, with an element number such groups use. */
function beginsWithDataElement(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes
  const little = second === 0 && (first === 0x02 || first === 0x08) && fourth === 0
  const big = first === 0 && second === 0x08 && third === 0
  return little || big
}

/**
 * Recognises a file by its first bytes, never by its name.
 * Throws AppError `image.empty`, or `image.unsupported` naming the format it looks like.
 */
export function recognise(bytes: Uint8Array): FileFormat {
  if (bytes.length === 0) throw new AppError('image.empty')
  const format = signatures.find((signature) => signature.matches(bytes))?.format ?? 'unknown'
  const accepted = fileFormats.find((name) => name === format)
  if (accepted === undefined) throw new AppError('image.unsupported', { format })
  return accepted
}
