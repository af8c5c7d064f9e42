import type { Coding } from '../syntaxes.ts'

/** What encoders write of themselves, whole; any other text in a stream may be about the patient. */
const encoders = [
  /^LEAD Technologies(?: Inc\.? V[\d.]+)?$/u,
  /^(?:Created by |Creator: )?(?:GDCM\/)?(?:OpenJPEG|JasPer|Kakadu|OpenJPH)(?: version| Version| Ver)?[- ]?v?[\d.]*$/iu,
  /^Kdu-Layer-Info: log_2\{Delta-D\(squared-error\)\/Delta-L\(bytes\)\}, L\(bytes\)[-+\d.e,\s]*$/u,
  /^MITRA_DICOM_STANDARD$/u,
]

/** Segments of numbers: JFIF without its thumbnail (and the lossless kind of it), Adobe's and HP's notes on colours. Longer ones carry something else. */
const harmlessSegments = [
  { name: 'JFIF', mostBytes: 14 },
  { name: 'LJIF', mostBytes: 14 },
  { name: 'Adobe', mostBytes: 12 },
  { name: 'mrfx', mostBytes: 5 },
] as const

/** Whether a compressed frame carries a text, picture or profile of its own beside its pixels: comments and application segments. */
export function hasComments(frame: Uint8Array, coding: Coding): boolean {
  if (coding === 'jpeg' || coding === 'jpegLs') return jpegSegments(frame).some((segment) => isTelling(segment))
  if (coding === 'jpeg2000' || coding === 'htj2k') return jpeg2000Segments(frame).some((segment) => isTelling(segment))
  return false
}

const isTelling = (bytes: Uint8Array): boolean => {
  const text = Buffer.from(bytes).toString('latin1')
  const isHarmless = harmlessSegments.some(({ name, mostBytes }) => text.startsWith(name) && bytes.length <= mostBytes)
  const said = text.replace(/[\0\s]+$/u, '')
  return said !== '' && !isHarmless && !encoders.some((known) => known.test(said))
}

const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** Comments (FFFE) and application segments (FFE0 to FFEF) before the first scan and between scans. */
function jpegSegments(bytes: Uint8Array): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff || (bytes[at + 1] ?? 0) < 0xc0) {
      at += 1
      continue
    }
    const marker = bytes[at + 1] ?? 0
    const isAlone = (marker >= 0xd0 && marker <= 0xd9) || marker === 0xff
    if (isAlone) {
      at += marker === 0xff ? 1 : 2
      continue
    }
    const length = Math.max(2, word(bytes, at + 2))
    if (marker === 0xfe || (marker & 0xf0) === 0xe0) found.push(bytes.subarray(at + 4, at + 2 + length))
    at += 2 + length
  }
  return found
}

/** Comments (FF64) of the main header; a wrapped file (JP2) has boxes, whose texts are not looked at apart: it counts as one. */
function jpeg2000Segments(bytes: Uint8Array): readonly Uint8Array[] {
  if (word(bytes, 0) !== 0xff4f) return [bytes.subarray(0, 64)]
  const found: Uint8Array[] = []
  for (let at = 2; at + 4 <= bytes.length && word(bytes, at) !== 0xff90; at += 2 + Math.max(2, word(bytes, at + 2))) {
    // The first word after the length says whether the comment is binary or Latin text.
    if (word(bytes, at) === 0xff64) found.push(bytes.subarray(at + 6, at + 2 + word(bytes, at + 2)))
  }
  return found
}
