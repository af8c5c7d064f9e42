import { endianness } from 'node:os'
import type { Element } from 'dicom-parser'
import { AppError } from '../../../src-shared/errors.ts'
import { type Layout } from '../layout.ts'
import { type Coded, sampleCount } from './coded.ts'

interface Source {
  readonly element: Element
  readonly bigEndian: boolean
  readonly frame: number
}

/** One frame of uncompressed pixel data. Throws AppError `dicom.unreadable` where the element holds fewer bytes than all frames need. */
export function nativeFrame(bytes: Uint8Array, { element, bigEndian, frame }: Source, layout: Layout): Coded {
  const frameBits = bitsOfFrame(layout)
  if (element.encapsulatedPixelData === true || BigInt(element.length) * 8n < BigInt(frameBits) * layout.frames) {
    throw new AppError('dicom.unreadable', { reason: 'length' })
  }
  const data = bytes.subarray(element.dataOffset, element.dataOffset + element.length)
  const wordsAreBytes = bigEndian && element.vr === 'OW' && layout.bitsAllocated === 8
  return unpacked(part(data, frame * frameBits, { frameBits, wordsAreBytes }), { bigEndian, firstBit: (frame * frameBits) % 8 }, layout)
}

/** One frame that stands alone, in little-endian order. Throws AppError `dicom.unreadable`. */
export function loneFrame(data: Uint8Array, layout: Layout): Coded {
  const frameBits = bitsOfFrame(layout)
  if (data.length * 8 < frameBits) throw new AppError('dicom.unreadable', { reason: 'length' })
  return unpacked(new Uint8Array(data.subarray(0, Math.ceil(frameBits / 8))), { bigEndian: false, firstBit: 0 }, layout)
}

/** 4:2:2 shares chroma between two neighbours. */
function bitsOfFrame(layout: Layout): number {
  const bits = sampleCount(layout) * layout.bitsAllocated
  return layout.photometric === 'YBR_FULL_422' ? (bits / 3) * 2 : bits
}

/** A copy of the bytes that hold a frame; bytes written as big-endian words come in swapped pairs. */
function part(data: Uint8Array, firstBit: number, { frameBits, wordsAreBytes }: { readonly frameBits: number; readonly wordsAreBytes: boolean }): Uint8Array<ArrayBuffer> {
  const start = Math.floor(firstBit / 8)
  const end = Math.ceil((firstBit + frameBits) / 8)
  if (!wordsAreBytes) return new Uint8Array(data.subarray(start, end))
  const from = start - (start % 2)
  const swapped = Buffer.alloc(end + (end % 2) - from)
  swapped.set(data.subarray(from, end + (end % 2)))
  return new Uint8Array(swapped.swap16().subarray(start - from, end - from))
}

function unpacked(frame: Uint8Array<ArrayBuffer>, { bigEndian, firstBit }: { readonly bigEndian: boolean; readonly firstBit: number }, layout: Layout): Coded {
  const { bitsStored, highBit, bitsAllocated, planar } = layout
  const facts = { bits: bitsStored, shift: highBit + 1 - bitsStored, planar, isRgb: false }
  if (bitsAllocated === 1) return { ...facts, values: bitsOf(frame, firstBit, sampleCount(layout)) }
  return { ...facts, values: cellsOf(frame, { bigEndian, layout }) }
}

/** Bytes that a buffer of their own holds, as the samples they are; turned into the machine's order in place. */
export function cellsOf(bytes: Uint8Array<ArrayBuffer>, { bigEndian, layout }: { readonly bigEndian: boolean; readonly layout: Layout }): Coded['values'] {
  const { bitsAllocated, float } = layout
  if (bitsAllocated === 8) return bytes
  const { buffer, byteLength } = bytes
  if (bigEndian !== (endianness() === 'BE')) swap(Buffer.from(buffer), bitsAllocated)
  if (bitsAllocated === 16) return new Uint16Array(buffer, 0, byteLength / 2)
  if (bitsAllocated === 64) return new Float64Array(buffer, 0, byteLength / 8)
  return float ? new Float32Array(buffer, 0, byteLength / 4) : new Uint32Array(buffer, 0, byteLength / 4)
}

function swap(bytes: Buffer, bitsAllocated: number): void {
  if (bitsAllocated === 16) bytes.swap16()
  else if (bitsAllocated === 32) bytes.swap32()
  else bytes.swap64()
}

/** Bits packed from the lowest of each byte on; frames need not begin with a byte. */
function bitsOf(bytes: Uint8Array, firstBit: number, count: number): Uint8Array {
  const out = new Uint8Array(count)
  for (let index = 0; index < count; index += 1) {
    const bit = firstBit + index
    out[index] = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1
  }
  return out
}
