import { decodeMask, maskArea } from './mask.ts'
import { formOf, handleLimits, isKeyImage, isLength, isMask, isNote, isOutline, isSeparation, isShape, knownLengthMm, lengthPx, pointLimitsOf, type LengthMark, type Mark, type MaskMark, type OutlineMark, type Point, type SeparationMark } from './mark.ts'
import { isOnePiece } from './maskPieces.ts'
import { cellParts, cellSize, cellValues } from './tongueCells.ts'

export interface PictureSize {
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * points: too few or too many for the kind, no number, or a box without an inside; outside: beyond the picture's edge;
 * mask: painted on another size, with nothing in it, or not to be read; an outline in pieces or with holes; cells of two parts at once.
 */
export type MarkFault = 'points' | 'outside' | 'mask'

/** What keeps a mark from being one of a picture of this size, or null. The edge belongs to the picture. */
export function faultOf(mark: Mark, size: PictureSize): MarkFault | null {
  if (isKeyImage(mark)) return null
  if (isMask(mark)) return isWholeMask(mark, size) ? null : 'mask'
  if (isOutline(mark)) return faultOfOutline(mark, size)
  if (isSeparation(mark)) return isSeparated(mark, size) ? null : 'mask'
  const limits = isNote(mark) ? ([1, 1] as const) : isLength(mark) ? ([2, 2] as const) : pointLimitsOf(mark)
  const points: readonly Point[] = mark.points
  if (!areWhole(points, limits)) return 'points'
  if (isShape(mark) && formOf(mark) === 'box' && !hasInside(points)) return 'points'
  if (isLength(mark) && !isMeasure(mark)) return 'points'
  const sidePort = mark.kind === 'tube' && mark.sidePort !== null ? [mark.sidePort] : []
  return [...points, ...sidePort].every((point) => isOn(point, size)) ? null : 'outside'
}

/** The same of points that are no mark. */
export function faultOfPoints(points: readonly Point[], limits: readonly [least: number, most: number], size: PictureSize): MarkFault | null {
  if (!areWhole(points, limits)) return 'points'
  return points.every((point) => isOn(point, size)) ? null : 'outside'
}

const areWhole = (points: readonly Point[], [least, most]: readonly [least: number, most: number]): boolean =>
  points.length >= least && points.length <= most && points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))

/** A length that calibrates has one, and stands for a possible one. */
const isMeasure = ({ points, knownMm }: LengthMark): boolean =>
  knownMm === undefined || (knownMm >= knownLengthMm.least && knownMm <= knownLengthMm.most && lengthPx(points) > 0)

const hasInside = ([start, end]: readonly Point[]): boolean =>
  start !== undefined && end !== undefined && start[0] < end[0] && start[1] < end[1]

const isOn = ([x, y]: Point, { widthPx, heightPx }: PictureSize): boolean => x >= 0 && y >= 0 && x <= widthPx && y <= heightPx

function isWholeMask({ widthPx, heightPx, runs }: Pick<MaskMark, 'widthPx' | 'heightPx' | 'runs'>, size: PictureSize): boolean {
  if (widthPx !== size.widthPx || heightPx !== size.heightPx) return false
  const mask = decodeMask(runs, size)
  return mask !== null && maskArea(mask) > 0
}

function faultOfOutline(mark: OutlineMark, size: PictureSize): MarkFault | null {
  const mask = isWholeMask(mark, size) ? decodeMask(mark.runs, size) : null
  if (mask === null || !isOnePiece(mask)) return 'mask'
  const { handles } = mark
  if (handles === null) return null
  const [least, most] = handleLimits
  if (handles.length < least || handles.length > most || !handles.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))) return 'points'
  return handles.every((handle) => isOn(handle, size)) ? null : 'outside'
}

/** More cells than this a side no tongue has. */
const mostCells = 1024

/** A grid on the picture whose parts can be read and do not overlap, with something in it. */
function isSeparated({ cells }: SeparationMark, { widthPx, heightPx }: PictureSize): boolean {
  const { leftPx, topPx, cellPx, columns, rows } = cells
  if (![leftPx, topPx, cellPx].every(Number.isFinite) || leftPx < 0 || topPx < 0 || cellPx < 1 || columns < 1 || rows < 1 || columns > mostCells || rows > mostCells) return false
  if (leftPx + (columns - 1) * cellPx >= widthPx || topPx + (rows - 1) * cellPx >= heightPx) return false
  const masks = cellParts.flatMap((part) => decodeMask(cells[part], cellSize(cells)) ?? [])
  const told = cellValues(cells).reduce((sum, value) => sum + (value === 255 ? 0 : 1), 0)
  // Cells of two parts would be told once and counted twice.
  return masks.length === cellParts.length && told > 0 && masks.reduce((sum, mask) => sum + maskArea(mask), 0) === told
}
