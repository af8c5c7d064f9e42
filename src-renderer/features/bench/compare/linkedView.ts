import type { Point } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, invertAffine, zoomOf, type Affine } from '../overlay/geometry.ts'

interface PictureSize {
  readonly widthPx: number
  readonly heightPx: number
}

/** Which part of a picture is seen, said so that it holds for a picture of another size too. */
export interface RelativeView {
  /** The point in the middle of the pane, as shares of the picture's width and height. */
  readonly centre: Point
  /** CSS pixels that a picture as large as the unit takes: the same share of two pictures is shown equally large. */
  readonly size: number
  /** What the screen's axes are of the picture's: a rotation, mirrored or not, without any size. */
  readonly turned: readonly [a: number, b: number, c: number, d: number]
}

/** The side of a square as large as the picture: two pictures of other proportions are as near to each other as they can be. */
const sideOf = ({ widthPx, heightPx }: PictureSize): number => Math.sqrt(widthPx * heightPx)

/** What a pane of this size (CSS pixels) shows of its picture; null for a pane without a size. */
export function relativeView(toCanvas: Affine, picture: PictureSize, [paneWidthPx, paneHeightPx]: Point): RelativeView | null {
  const back = invertAffine(toCanvas)
  if (back === null) return null
  const [x, y] = applyAffine(back, [paneWidthPx / 2, paneHeightPx / 2])
  const zoom = zoomOf(toCanvas)
  const [a, b, c, d] = toCanvas
  return { centre: [x / picture.widthPx, y / picture.heightPx], size: zoom * sideOf(picture), turned: [a / zoom, b / zoom, c / zoom, d / zoom] }
}

export interface Placing {
  /** The picture point, in its pixels, that belongs into the middle of the pane. */
  readonly centre: Point
  /** CSS pixels per picture pixel. */
  readonly zoom: number
}

/** Where another picture must stand to show the same. */
export function placingOf({ centre: [x, y], size }: RelativeView, picture: PictureSize): Placing {
  return { centre: [x * picture.widthPx, y * picture.heightPx], zoom: size / sideOf(picture) }
}

/** A view is worth following from a tenth of a pixel on. */
const leastPx = 0.1

export function isSameView(one: RelativeView, other: RelativeView): boolean {
  const moved = Math.hypot(one.centre[0] - other.centre[0], one.centre[1] - other.centre[1]) * other.size
  const turned = one.turned.some((part, index) => Math.abs(part - (other.turned[index] ?? 0)) > 1e-3)
  return moved < leastPx && Math.abs(one.size - other.size) < leastPx && !turned
}
