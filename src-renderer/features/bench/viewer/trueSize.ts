import type { Spacing } from '../../../../src-shared/domain/mark.ts'

/** Rows and columns further apart than this share would be shown out of shape. */
const evenShare = 0.01

/** Why a picture cannot be shown in the size of what it shows. */
export type NoTrueSize = 'picture' | 'uneven' | 'screen'

/**
 * Pixels of the screen per pixel of the picture at which a millimetre of the detector is a millimetre of the screen, or
 * why there is no such zoom: no spacing, uneven spacing, a screen that was never measured.
 */
export function trueZoom(spacing: Spacing | null, screenPixelsPerMm: number | null): number | NoTrueSize {
  if (spacing === null) return 'picture'
  const { rowMm, columnMm } = spacing
  if (Math.abs(rowMm - columnMm) > evenShare * Math.max(rowMm, columnMm)) return 'uneven'
  return screenPixelsPerMm === null ? 'screen' : ((rowMm + columnMm) / 2) * screenPixelsPerMm
}
