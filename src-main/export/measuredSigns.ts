import type { TongueSigns } from '../../src-shared/domain/tongueSigns.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'

/** The signs that were measured on a picture, as the reader saw them: null where none were, and on pictures the run did not read. */
export function measuredSigns({ run }: SignedCase, image: ExportedImage): TongueSigns | null {
  return run?.imageId === image.imageId ? (run.tongue?.signs ?? null) : null
}

/** The signs in the reader's own outline and separation of a picture; null where nothing was corrected or measured there. */
export function readerSigns({ measures }: SignedCase, { imageId }: ExportedImage): TongueSigns | null {
  return measures.find((each) => each.imageId === imageId)?.tongue.signs ?? null
}

/** The same as one cell of a table; empty without signs. Values, confidences, reasons and zones, not the places on the picture. */
export function signsCell(signs: TongueSigns | null): string {
  if (signs === null) return ''
  return JSON.stringify(signs, (name, value: unknown) => (places.has(name) ? undefined : value))
}

/** What only a picture can show. */
const places = new Set(['places', 'courses'])
