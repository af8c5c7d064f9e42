import { createHash, type Hash } from 'node:crypto'
import type { DataSet } from 'dicom-parser'
import { parseFile, type DicomFile } from './dataSet.ts'
import { uidOf } from './identity.ts'
import { readLayout, type Layout } from './layout.ts'
import { paletteColours } from './palette.ts'
import { readFrame } from './pixels.ts'
import { withCodes } from './read.ts'
import type { Values } from './samples.ts'
import { partOf, textOf } from './text.ts'

/** What a DICOM picture is, however it is packed: two codings of one picture have the same facts. */
export interface FilmPixels {
  /**
   * SHA-256 of rows, columns, frames, bits stored, sign and what the values mean (a grey's direction, or colour), and of every frame's stored
   * values before rescale and window, RGB where there is colour. Hexadecimal.
   */
  readonly pixelsSha256: string
  /** Compressed with loss, by what the file says of itself or by its transfer syntax. */
  readonly lossy: boolean
  readonly sopUid: string
  readonly studyUid: string
  /** In its character set, without padding. */
  readonly patientId: string
}

/** Transfer syntaxes that always lose something: JPEG by DCT and near-lossless JPEG-LS. JPEG 2000 says in the header whether it did. */
const alwaysLossy: ReadonlySet<string> = new Set(['50', '51', '53', '55', '81'].map((end) => `1.2.840.10008.1.2.4.${end}`))

/** Decodes frame after frame; no more than one is in memory at a time. Throws what `decodeDicom` throws. */
export const readFilmPixels = (bytes: Uint8Array): Promise<FilmPixels> => withCodes(() => filmPixels(bytes))

async function filmPixels(bytes: Uint8Array): Promise<FilmPixels> {
  const file = parseFile(bytes)
  const { dataSet, syntax } = file
  const layout = readLayout(dataSet)
  return {
    pixelsSha256: await pixelsSha256(file, layout),
    lossy: alwaysLossy.has(syntax.uid) || partOf(dataSet, 'x00282110', 0) === '01',
    sopUid: uidOf(dataSet, 'x00080018'),
    studyUid: uidOf(dataSet, 'x0020000d'),
    patientId: textOf(dataSet, 'x00100020'),
  }
}

async function pixelsSha256(file: DicomFile, layout: Layout): Promise<string> {
  const { rows, columns, frames, bitsStored, signed, float } = layout
  const hash = createHash('sha256')
  hash.update(JSON.stringify([rows, columns, String(frames), bitsStored, signed, float, meaningOf(layout)]))
  for (let frame = 0; BigInt(frame) < frames; frame += 1) addFrame(hash, shownValues(await readFrame(file, layout, frame), file.dataSet, layout), layout)
  return hash.digest('hex')
}

/** Codecs turn one way of writing colour into another; which grey is bright, none of them changes. */
const meaningOf = ({ photometric, samples }: Layout): string => (samples === 1 && photometric !== 'PALETTE COLOR' ? photometric : 'colour')

/** A palette's indices mean nothing without its colours. */
const shownValues = (values: Values, dataSet: DataSet, { photometric, signed }: Layout): Values =>
  photometric === 'PALETTE COLOR' ? paletteColours(values, dataSet, signed) : values

/** In the narrowest cells that the stored bits need: a codec answers 8-bit values in cells of 8 or of 16 bits. */
function addFrame(hash: Hash, values: Values, { bitsStored, signed, float }: Layout): void {
  const cells = float ? values : narrowest(values, bitsStored, signed)
  hash.update(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength))
}

function narrowest(values: Values, bitsStored: number, signed: boolean): Values {
  const Cells = bitsStored <= 8 ? (signed ? Int8Array : Uint8Array) : bitsStored <= 16 ? (signed ? Int16Array : Uint16Array) : signed ? Int32Array : Uint32Array
  return values instanceof Cells ? values : new Cells(values)
}
