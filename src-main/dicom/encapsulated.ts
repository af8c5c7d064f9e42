import type { DataSet, Element, Fragment } from 'dicom-parser'
import { AppError } from '../../src-shared/errors.ts'

/**
 * The bytes of one frame of encapsulated pixel data (PS3.5 A.4): by the extended offset table, else the basic one, else
 * one fragment a frame, else by the end-of-image markers of the JPEG family. Throws AppError `dicom.unreadable`.
 */
export function encapsulatedFrame(dataSet: DataSet, element: Element, wanted: { readonly frame: number; readonly frames: bigint }): Uint8Array {
  const fragments = element.fragments ?? []
  if (element.encapsulatedPixelData !== true || fragments.length === 0) throw broken()
  for (const { position, length } of fragments) {
    if (length < 0 || position + length > dataSet.byteArray.length) throw new AppError('dicom.unreadable', { reason: 'length' })
  }
  const of = fragmentsOf(dataSet, element, wanted).map(({ position, length }) => dataSet.byteArray.subarray(position, position + length))
  const [only] = of
  if (only === undefined) throw broken()
  return of.length === 1 ? only : Buffer.concat(of)
}

const broken = (): AppError => new AppError('dicom.unreadable', { reason: 'fragments' })

function fragmentsOf(dataSet: DataSet, element: Element, { frame, frames }: { readonly frame: number; readonly frames: bigint }): readonly Fragment[] {
  const fragments = element.fragments ?? []
  if (frames === 1n) return fragments
  const starts = extendedTable(dataSet) ?? element.basicOffsetTable ?? []
  if (starts.length > frame) return between(fragments, starts[frame] ?? 0, starts[frame + 1] ?? Number.POSITIVE_INFINITY)
  if (BigInt(fragments.length) === frames) return fragments.slice(frame, frame + 1)
  return byEndMarkers(dataSet, fragments, frame)
}

function between(fragments: readonly Fragment[], from: number, to: number): readonly Fragment[] {
  return fragments.filter(({ offset }) => offset >= from && offset < to)
}

/** (7FE0,0001): offsets of 64 bits, for pixel data of more than 4 GiB; written by few, and small where it occurs. */
function extendedTable(dataSet: DataSet): readonly number[] | null {
  const element = dataSet.elements.x7fe00001
  if (element === undefined || element.length < 8) return null
  const view = new DataView(dataSet.byteArray.buffer, dataSet.byteArray.byteOffset + element.dataOffset, element.length)
  return Array.from({ length: Math.floor(element.length / 8) }, (_, index) => Number(view.getBigUint64(index * 8, true)))
}

/** A frame ends with the fragment whose last bytes (a padding byte may follow) are an end of image or of codestream, FFD9. */
function byEndMarkers(dataSet: DataSet, fragments: readonly Fragment[], frame: number): readonly Fragment[] {
  let current = 0
  const found: Fragment[] = []
  for (const fragment of fragments) {
    if (current === frame) found.push(fragment)
    if (endsImage(dataSet.byteArray, fragment)) current += 1
    if (current > frame) break
  }
  return found
}

function endsImage(bytes: Uint8Array, { position, length }: Fragment): boolean {
  const isEnd = (at: number): boolean => at >= position && bytes[at] === 0xff && bytes[at + 1] === 0xd9
  const end = position + length
  return isEnd(end - 2) || isEnd(end - 3)
}
