import { decodeMask, maskArea } from './mask.ts'
import { isLength, isMask, isNote, pointLimits, type Mark, type MaskMark, type Point } from './mark.ts'

export interface PictureSize {
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * points: too few or too many for the kind, no number, or a box without an inside; outside: beyond the picture's edge;
 * mask: painted on another size, with nothing in it, or not to be read.
 */
export type MarkFault = 'points' | 'outside' | 'mask'

/** What keeps a mark from being one of a picture of this size, or null. The edge belongs to the picture. */
export function faultOf(mark: Mark, size: PictureSize): MarkFault | null {
  if (isMask(mark)) return isWholeMask(mark, size) ? null : 'mask'
  const [least, most] = isNote(mark) ? [1, 1] : isLength(mark) ? [2, 2] : pointLimits[mark.kind]
  const points: readonly Point[] = mark.points
  if (points.length < least || points.length > most) return 'points'
  if (!points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))) return 'points'
  if (mark.kind === 'box' && !hasInside(points)) return 'points'
  return points.every((point) => isOn(point, size)) ? null : 'outside'
}

const hasInside = ([start, end]: readonly Point[]): boolean =>
  start !== undefined && end !== undefined && start[0] < end[0] && start[1] < end[1]

const isOn = ([x, y]: Point, { widthPx, heightPx }: PictureSize): boolean => x >= 0 && y >= 0 && x <= widthPx && y <= heightPx

function isWholeMask({ widthPx, heightPx, runs }: MaskMark, size: PictureSize): boolean {
  if (widthPx !== size.widthPx || heightPx !== size.heightPx) return false
  const mask = decodeMask(runs, size)
  return mask !== null && maskArea(mask) > 0
}
