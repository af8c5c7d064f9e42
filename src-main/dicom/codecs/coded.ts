import { AppError } from '../../../src-shared/errors.ts'
import type { Layout } from '../layout.ts'

/** What a codec hands on: samples as they lie in their container, sign and unused bits not yet dealt with. */
export interface Coded {
  readonly values: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array
  /** Bits that mean something, and where the lowest of them lies. */
  readonly bits: number
  readonly shift: number
  readonly planar: boolean
  /** true: already RGB, whatever the header calls it. */
  readonly isRgb: boolean
}

/** What the header of a compressed frame says of itself. */
export interface FrameSize {
  readonly widthPx: number
  readonly heightPx: number
  readonly components: number
  readonly precision: number
}

/**
 * A compressed frame must be what the file's header says, so that what a decoder allocates is known beforehand.
 * Throws AppError `dicom.unreadable`.
 */
export function checkSize({ widthPx, heightPx, components, precision }: FrameSize, { rows, columns, samples, bitsAllocated }: Layout): void {
  const agrees = widthPx === columns && heightPx === rows && components === samples && precision >= 1 && precision <= bitsAllocated
  if (!agrees) throw new AppError('dicom.unreadable', { reason: 'size' })
}

/** Samples a frame must have. */
export const sampleCount = ({ rows, columns, samples }: Layout): number => rows * columns * samples

/** 8-bit samples in 16-bit cells where the header allocates so many. */
export function inContainer(values: Uint8Array | Uint16Array, { bitsAllocated }: Layout): Uint8Array | Uint16Array {
  return bitsAllocated === 16 && values instanceof Uint8Array ? new Uint16Array(values) : values
}

/** Codecs throw texts, numbers and errors of their own. */
export const undecodable = (reason: string, cause: unknown): AppError =>
  cause instanceof AppError ? cause : new AppError('dicom.unreadable', { reason }, { cause })
