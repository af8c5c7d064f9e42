import { AppError } from '../../../src-shared/errors.ts'
import { BoxReader, boxesIn, type MediaBox } from './boxes.ts'

/** Colours by numbers instead of a profile (ITU-T H.273). */
export interface CodedColours {
  readonly primaries: number
  readonly transfer: number
}

/** What a HEIF file says of its primary picture (ISO/IEC 23008-12), before anything is decoded. */
export interface HeifHeader {
  /** As it is coded, before turning and cutting. */
  readonly widthPx: number
  readonly heightPx: number
  /** ICC bytes, or null. */
  readonly profile: Uint8Array | null
  readonly coded: CodedColours | null
}

/** Of pictures and their parts in one file: telephones write about sixty tiles. */
const mostItems = 2000

/** Kinds of items that HEVC pictures are made of: coded, in tiles, or another one turned. */
const readableTypes: ReadonlySet<string> = new Set(['hvc1', 'grid', 'iden'])

/**
 * Throws AppError `image.unreadable` for a file that breaks its own structure or has no primary picture,
 * `image.unsupported` for one that is not coded as HEVC, and `image.tooLarge` where it or a part of it is.
 */
export function readHeifHeader(bytes: Uint8Array, mostPixels: number): HeifHeader {
  try {
    return headerOf(bytes, mostPixels)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('image.unreadable', {}, { cause: error })
  }
}

function headerOf(bytes: Uint8Array, mostPixels: number): HeifHeader {
  const meta = inside(boxesIn(bytes, 0, bytes.length), 'meta')
  // The meta box is a full box: its parts begin after version and flags.
  const parts = boxesIn(bytes, meta.start + 4, meta.end)
  const primary = primaryItem(bytes, inside(parts, 'pitm'))
  const type = itemTypes(bytes, inside(parts, 'iinf')).get(primary)
  if (type === undefined) throw new RangeError('The primary picture is not listed')
  if (!readableTypes.has(type)) throw new AppError('image.unsupported', { format: type === 'av01' ? 'avif' : `heif ${type}` })
  const properties = inside(parts, 'iprp')
  const kinds = boxesIn(bytes, properties.start, properties.end)
  const container = inside(kinds, 'ipco')
  const all = boxesIn(bytes, container.start, container.end)
  for (const box of all) if (box.type === 'ispe') checkSize(sizeOf(bytes, box), mostPixels)
  const own = kinds.filter(({ type: kind }) => kind === 'ipma').flatMap((box) => propertiesOf(bytes, box, primary)).flatMap((index) => all[index - 1] ?? [])
  const size = own.find(({ type: kind }) => kind === 'ispe')
  if (size === undefined) throw new RangeError('The primary picture has no size')
  return { ...sizeOf(bytes, size), ...coloursOf(bytes, own.filter(({ type: kind }) => kind === 'colr')) }
}

function inside(boxes: readonly MediaBox[], type: string): MediaBox {
  const found = boxes.find((box) => box.type === type)
  if (found === undefined) throw new RangeError(`No ${type} box`)
  return found
}

function primaryItem(bytes: Uint8Array, { start }: MediaBox): number {
  const reader = new BoxReader(bytes, start)
  return reader.fullBox().version === 0 ? reader.unsigned(2) : reader.unsigned(4)
}

/** The kind of every item, by its number. */
function itemTypes(bytes: Uint8Array, { start, end }: MediaBox): ReadonlyMap<number, string> {
  const reader = new BoxReader(bytes, start)
  const count = reader.fullBox().version === 0 ? reader.unsigned(2) : reader.unsigned(4)
  if (count > mostItems) throw new RangeError('More items than any camera writes')
  const types = new Map<number, string>()
  for (const box of boxesIn(bytes, reader.at, end)) {
    const entry = new BoxReader(bytes, box.start)
    const { version } = entry.fullBox()
    if (box.type !== 'infe' || version < 2) continue
    const item = version === 2 ? entry.unsigned(2) : entry.unsigned(4)
    entry.unsigned(2)
    types.set(item, entry.text(4))
  }
  return types
}

function sizeOf(bytes: Uint8Array, { start }: MediaBox): Pick<HeifHeader, 'widthPx' | 'heightPx'> {
  const reader = new BoxReader(bytes, start + 4)
  return { widthPx: reader.unsigned(4), heightPx: reader.unsigned(4) }
}

function checkSize({ widthPx, heightPx }: Pick<HeifHeader, 'widthPx' | 'heightPx'>, mostPixels: number): void {
  if (widthPx * heightPx > mostPixels) throw new AppError('image.tooLarge', { widthPx, heightPx })
}

/** Which properties an item has, by their places in the container, counted from 1. */
function propertiesOf(bytes: Uint8Array, { start }: MediaBox, wanted: number): readonly number[] {
  const reader = new BoxReader(bytes, start)
  const { version, flags } = reader.fullBox()
  const found: number[] = []
  for (let left = reader.unsigned(4); left > 0; left -= 1) {
    const item = version === 0 ? reader.unsigned(2) : reader.unsigned(4)
    for (let properties = reader.unsigned(1); properties > 0; properties -= 1) {
      // The highest bit says that the property must be understood.
      const index = (flags & 1) === 1 ? reader.unsigned(2) & 0x7fff : reader.unsigned(1) & 0x7f
      if (item === wanted) found.push(index)
    }
  }
  return found
}

function coloursOf(bytes: Uint8Array, boxes: readonly MediaBox[]): Pick<HeifHeader, 'profile' | 'coded'> {
  let profile: Uint8Array | null = null
  let coded: CodedColours | null = null
  for (const { start, end } of boxes) {
    const reader = new BoxReader(bytes, start)
    const kind = reader.text(4)
    if (kind === 'prof' || kind === 'rICC') profile = bytes.subarray(reader.at, end)
    if (kind === 'nclx') coded = { primaries: reader.unsigned(2), transfer: reader.unsigned(2) }
  }
  return { profile, coded }
}
