import type { Element } from 'dicom-parser'
import type { DicomFile } from '../dataSet.ts'
import type { Layout } from '../layout.ts'
import { hasComments } from './comments.ts'

/** What pixel data can carry that no viewer shows: texts in compressed frames, bytes behind the last frame, an overlay in unused bits. */
export type Hidden = 'comments' | 'surplus' | 'overlay'

/** A kind of hidden data in the pixel data, or null. */
export function hiddenIn({ dataSet, syntax }: DicomFile, layout: Layout, element: Element): Hidden | null {
  const { elements, byteArray } = dataSet
  if (Object.keys(elements).some((tag) => /^x60..0100$/u.test(tag) && elements[`${tag.slice(0, 5)}3000`] === undefined)) return 'overlay'
  if (element.encapsulatedPixelData !== true) return element.length > nativeBytes(layout) + 1 ? 'surplus' : null
  const fragments = element.fragments ?? []
  const frames = BigInt(fragments.length) === layout.frames ? fragments.map(({ position, length }) => byteArray.subarray(position, position + length)) : [Buffer.concat(fragments.map(({ position, length }) => byteArray.subarray(position, position + length)))]
  return frames.some((frame) => hasComments(frame, syntax.coding)) ? 'comments' : null
}

function nativeBytes({ rows, columns, samples, bitsAllocated, frames, photometric }: Layout): number {
  const stored = photometric === 'YBR_FULL_422' ? 2 : samples
  return Number((BigInt(rows) * BigInt(columns) * BigInt(stored) * BigInt(bitsAllocated) * frames + 7n) / 8n)
}
