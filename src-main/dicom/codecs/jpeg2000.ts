import type { Layout } from '../layout.ts'
import { checkSize, type Coded, type FrameSize, undecodable } from './coded.ts'
import { samplesOf } from './jpegLs.ts'
import { decodeWasm } from './wasm.ts'

/**
 * A frame of JPEG 2000 (ISO/IEC 15444-1) or HTJ2K (ISO/IEC 15444-15), reversible or not. Colour transforms within the
 * codestream are undone by the codec. Throws AppError `dicom.unreadable`.
 */
export async function decodeJpeg2000(codec: 'jpeg2000' | 'htj2k', bytes: Uint8Array, layout: Layout): Promise<Coded> {
  const codestream = codestreamOf(bytes)
  const size = codestream === null ? null : sizeOf(codestream)
  if (codestream === null || size === null) throw undecodable(codec, 'no codestream')
  checkSize(size, layout)
  if (!isWhole(codestream)) throw undecodable(codec, 'a tile is cut off')
  try {
    const { bytes: decoded, size: found } = await decodeWasm(codec, codestream)
    const values = samplesOf(decoded, found, layout)
    return { values, bits: size.precision, shift: 0, planar: false, isRgb: layout.photometric === 'YBR_ICT' || layout.photometric === 'YBR_RCT' }
  } catch (error) {
    throw undecodable(codec, error)
  }
}

/** Some writers wrap the codestream in the boxes of a JP2 file: it begins with SOC and SIZ. */
function codestreamOf(bytes: Uint8Array): Uint8Array | null {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).indexOf(Buffer.of(0xff, 0x4f, 0xff, 0x51))
  return start < 0 ? null : bytes.subarray(start)
}

/** The size marker (A.5.1): one precision for all components, none of them subsampled; null otherwise. */
function sizeOf(bytes: Uint8Array): FrameSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 45) return null
  const extent = (at: number): number => view.getUint32(at) - view.getUint32(at + 8)
  const components = view.getUint16(40)
  if (bytes.length < 42 + components * 3 || !tilesAreSane(view)) return null
  const precision = (view.getUint8(42) & 0x7f) + 1
  for (let component = 0; component < components; component += 1) {
    const at = 42 + component * 3
    if ((view.getUint8(at) & 0x7f) + 1 !== precision || view.getUint8(at + 1) !== 1 || view.getUint8(at + 2) !== 1) return null
  }
  return { widthPx: extent(8), heightPx: extent(12), components, precision }
}

const MAXIMUM_TILES = 65_535

/** The picture must be covered by tiles, and not by more of them than the standard can number. */
function tilesAreSane(view: DataView): boolean {
  const tiles = (size: number): number => {
    const extent = view.getUint32(size)
    const tile = view.getUint32(size + 16)
    const offset = view.getUint32(size + 24)
    return tile === 0 || offset > extent ? Number.POSITIVE_INFINITY : Math.ceil((extent - offset) / tile)
  }
  return tiles(8) * tiles(12) <= MAXIMUM_TILES
}

const SOT = 0xff90

/** Whether every tile-part lies within the stream (A.4.2): decoders fill in what is cut off, and a film must not be made up. */
function isWhole(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const word = (at: number): number => (at + 2 <= bytes.length ? view.getUint16(at) : 0)
  let position = 2
  while (word(position) !== SOT) {
    const length = word(position + 2)
    if (word(position) < 0xff00 || length < 2) return false
    position += 2 + length
  }
  while (word(position) === SOT && position + 12 <= bytes.length) {
    const length = view.getUint32(position + 6)
    // The last one may say 0: it reaches to the end of the codestream.
    if (length === 0) return true
    if (length < 14 || position + length > bytes.length) return false
    position += length
  }
  return word(position) !== SOT
}
