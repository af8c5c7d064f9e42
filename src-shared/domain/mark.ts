import type { ImageId, MarkId } from './ids.ts'
import type { TongueCells } from './tongueCells.ts'

/** A point in the picture's own pixels after EXIF rotation: x to the right, y down, (0, 0) the outer corner of the first pixel. */
export type Point = readonly [xPx: number, yPx: number]

export interface LengthMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'length'
  readonly points: readonly [Point, Point]
}

/** box: the left upper and the right lower corner; polygon: closed by itself; polyline: open; point: one place. */
export const shapeKinds = ['box', 'polygon', 'polyline', 'point'] as const
export type ShapeKind = (typeof shapeKinds)[number]

/** The least and the most points of each kind. */
export const pointLimits: Readonly<Record<ShapeKind, readonly [least: number, most: number]>> = {
  box: [2, 2],
  polygon: [3, 2000],
  polyline: [2, 2000],
  point: [1, 1],
}

/** Says where something is: the sign it belongs to, or null for a shape without one. */
export interface ShapeMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: ShapeKind
  readonly points: readonly Point[]
  readonly label: { readonly labelSet: string; readonly label: string } | null
}

/** A region painted pixel by pixel on a picture of this very size. */
export interface MaskMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'mask'
  readonly widthPx: number
  readonly heightPx: number
  /** Run lengths as `encodeMask` writes them. */
  readonly runs: string
  readonly label: ShapeMark['label']
}

/** Of a mask's text: far more than anybody paints, far less than a call may carry. */
export const longestRuns = 2_000_000

/** Words at a place. They may hold names: they go where the reader's note goes, and nowhere else. */
export interface NoteMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'note'
  readonly points: readonly [Point]
  readonly text: string
}

export const longestNote = 500

/** The tongue as the reader outlined it on a picture of this very size: one piece, without holes. The model's own outline stays beside it. */
export interface OutlineMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'outline'
  readonly widthPx: number
  readonly heightPx: number
  /** Run lengths as `encodeMask` writes them. */
  readonly runs: string
  /** The points of the smooth contour that the region was filled from; null after a brush. */
  readonly handles: readonly Point[] | null
}

export const handleLimits = [4, 200] as const

/** What the reader says of the tongue's cells: coating, body, or left out. */
export interface SeparationMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'separation'
  readonly cells: TongueCells
}

/** What belongs to a label, or could. */
export type LabelledMark = ShapeMark | MaskMark
/** A reader's correction of what was found of the tongue; one of each kind a picture, and only after the reveal. */
export type TongueMark = OutlineMark | SeparationMark
export type Mark = LengthMark | LabelledMark | NoteMark | TongueMark

export const isLength = (mark: Mark): mark is LengthMark => mark.kind === 'length'
export const isMask = (mark: Mark): mark is MaskMark => mark.kind === 'mask'
export const isNote = (mark: Mark): mark is NoteMark => mark.kind === 'note'
export const isOutline = (mark: Mark): mark is OutlineMark => mark.kind === 'outline'
export const isSeparation = (mark: Mark): mark is SeparationMark => mark.kind === 'separation'
export const isTongueMark = (mark: Mark): mark is TongueMark => isOutline(mark) || isSeparation(mark)
export const isLabelled = (mark: Mark): mark is LabelledMark => !isLength(mark) && !isNote(mark) && !isTongueMark(mark)
export const isShape = (mark: Mark): mark is ShapeMark => isLabelled(mark) && !isMask(mark)

/** A line round the shape; the corners of a box clockwise from the left upper one. */
export function outlineOfShape({ kind, points }: Pick<ShapeMark, 'kind' | 'points'>): readonly Point[] {
  const [start, end] = points
  if (kind !== 'box' || start === undefined || end === undefined) return points
  return [start, [end[0], start[1]], end, [start[0], end[1]]]
}

/** Where a pixel's size comes from. Detector spacing is not corrected for magnification and is said to be so. */
export const spacingSources = ['pixelSpacing', 'imagerPixelSpacing'] as const
export type SpacingSource = (typeof spacingSources)[number]
export interface Spacing {
  readonly rowMm: number
  readonly columnMm: number
  readonly source: SpacingSource
}

/** Length in mm, or null when the picture is not calibrated. */
export function lengthMm(points: LengthMark['points'], spacing: Spacing | null): number | null {
  if (spacing === null) return null
  const [[startX, startY], [endX, endY]] = points
  return Math.hypot((endX - startX) * spacing.columnMm, (endY - startY) * spacing.rowMm)
}

export function lengthPx([[startX, startY], [endX, endY]]: LengthMark['points']): number {
  return Math.hypot(endX - startX, endY - startY)
}
