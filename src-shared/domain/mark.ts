import type { ImageId, MarkId } from './ids.ts'

/** A point in the picture's own pixels after EXIF rotation: x to the right, y down, (0, 0) the outer corner of the first pixel. */
export type Point = readonly [xPx: number, yPx: number]

export interface LengthMark {
  readonly markId: MarkId
  readonly imageId: ImageId
  readonly kind: 'length'
  readonly points: readonly [Point, Point]
}
export type Mark = LengthMark

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
