import type { TongueSigns } from '../../src-shared/domain/tongueSigns.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'

/** The signs that were measured on a picture, as the reader saw them: null where none were, and on pictures the run did not read. */
export function measuredSigns({ run }: SignedCase, image: ExportedImage): TongueSigns | null {
  return run?.imageId === image.imageId ? (run.tongue?.signs ?? null) : null
}

/** The same as one cell of a table; empty without signs. Values, confidences, reasons and zones, not the places on the picture. */
export function signsCell(signed: SignedCase, image: ExportedImage): string {
  const signs = measuredSigns(signed, image)
  if (signs === null) return ''
  return JSON.stringify(signs, (name, value: unknown) => (places.has(name) ? undefined : value))
}

/** What only a picture can show. */
const places = new Set(['places', 'courses'])
