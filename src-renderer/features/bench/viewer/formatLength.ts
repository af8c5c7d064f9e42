import { lengthMm, lengthPx, type LengthMark, type Spacing } from '../../../../src-shared/domain/mark.ts'

interface LengthWords {
  readonly measurements: { readonly pixels: string; readonly detector: string; readonly byReader: string }
}

/** A length in words: millimetres only where the picture is calibrated, and said to be the detector's where it is. */
export function formatLength(
  points: LengthMark['points'],
  spacing: Spacing | null,
  words: LengthWords,
): { readonly value: string; readonly note: string | null } {
  const millimetres = lengthMm(points, spacing)
  if (millimetres === null || spacing === null) {
    return { value: `${lengthPx(points).toFixed(0)} ${words.measurements.pixels}`, note: null }
  }
  return {
    value: `${millimetres.toFixed(1)} mm`,
    note: { imagerPixelSpacing: words.measurements.detector, reader: words.measurements.byReader, pixelSpacing: null }[spacing.source],
  }
}
