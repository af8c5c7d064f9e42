import type { AppliedCalibration } from '../../src-shared/domain/colourCalibration.ts'
import { signsAsRead } from '../../src-shared/domain/stainedCoating.ts'
import type { TongueSigns } from '../../src-shared/domain/tongueSigns.ts'
import type { ExportedImage, SignedCase } from '../store/signedCases.ts'

/** The signs that were measured on a picture, as the reader saw them: null where none were, and on pictures the run did not read. */
export function measuredSigns({ run, answers }: SignedCase, image: ExportedImage): TongueSigns | null {
  const signs = run?.imageId === image.imageId ? (run.tongue?.signs ?? null) : null
  return signs === null ? null : signsAsRead(signs, answers)
}

/** The signs in the reader's own outline and separation of a picture; null where nothing was corrected or measured there. */
export function readerSigns({ measures, answers }: SignedCase, { imageId }: ExportedImage): TongueSigns | null {
  const signs = measures.find((each) => each.imageId === imageId)?.tongue.signs ?? null
  return signs === null ? null : signsAsRead(signs, answers)
}

/** How the colours of a picture stand: the chart that its measures were corrected by, without its table of patches. */
interface ExportedCalibration extends Pick<AppliedCalibration, 'source' | 'chartSha256' | 'rules' | 'reference' | 'good' | 'patches' | 'meanDeltaE00' | 'maxDeltaE00' | 'heldOutDeltaE00' | 'correction'> {
  readonly calibrated: boolean
}

/** Of the run that the reader saw; null without a chart, and on pictures the run did not read. */
export function calibrationOf({ run }: SignedCase, image: ExportedImage): ExportedCalibration | null {
  const tongue = run?.imageId === image.imageId ? run.tongue : null
  const calibration = tongue?.calibration ?? null
  if (tongue === null || tongue === undefined || calibration === null || !calibration.found) return null
  const { source, chartSha256, rules, reference, good, patches, meanDeltaE00, maxDeltaE00, heldOutDeltaE00, correction } = calibration
  return { calibrated: tongue.calibrated, source, chartSha256, rules, reference, good, patches, meanDeltaE00, maxDeltaE00, heldOutDeltaE00, correction }
}

/** The same as one cell of a table: JSON, `uncalibrated` for a measured tongue without a chart, empty where nothing was measured. */
export function calibrationCell(signed: SignedCase, image: ExportedImage): string {
  const calibration = calibrationOf(signed, image)
  if (calibration !== null) return JSON.stringify(calibration)
  return measuredSigns(signed, image) === null ? '' : 'uncalibrated'
}

/** Signs as one cell of a table; empty without signs. Values, confidences, reasons and zones, not the places on the picture. */
export function signsCell(signs: TongueSigns | null): string {
  if (signs === null) return ''
  return JSON.stringify(signs, (name, value: unknown) => (places.has(name) ? undefined : value))
}

/** What only a picture can show. */
const places = new Set(['places', 'courses', 'edges', 'course', 'widths'])
