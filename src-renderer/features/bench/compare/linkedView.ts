import type { Point } from '../../../../src-shared/domain/mark.ts'
import type { TongueAxis } from '../../../../src-shared/domain/tongueSigns.ts'
import { applyAffine, composeAffine, invertAffine, isMirrored, zoomOf, type Affine } from '../overlay/geometry.ts'

interface PictureSize {
  readonly widthPx: number
  readonly heightPx: number
}

/** Which part of a picture is seen, said so that it holds for a picture of another size too. */
export interface RelativeView {
  /** The point in the middle of the pane, in the ground's own directions and sizes. */
  readonly centre: Point
  /** CSS pixels that the ground's side takes: it is shown equally large in both. */
  readonly size: number
  /** What the screen's axes are of the ground's: a rotation, mirrored or not, without any size. */
  readonly turned: readonly [a: number, b: number, c: number, d: number]
}

/** What two pictures have in common: places are told from here, in these sizes and directions, and not in pixels. */
export interface Ground {
  readonly originPx: Point
  readonly scalePx: Point
  /** The length that is shown equally large in both. */
  readonly sidePx: number
  /** How far its own down is turned clockwise from the picture's. */
  readonly turnDeg: number
}

/** Shares of the picture. The side is that of a square as large: two pictures of other proportions are as near to each other as they can be. */
export const groundOfPicture = ({ widthPx, heightPx }: PictureSize): Ground => ({ originPx: [0, 0], scalePx: [widthPx, heightPx], sidePx: Math.sqrt(widthPx * heightPx), turnDeg: 0 })

/** Root on root and tip on tip: from the middle of the tongue's axis, in its lengths, along it. */
export function groundOfAxis({ rootPx: [rootX, rootY], tipPx: [tipX, tipY] }: Pick<TongueAxis, 'rootPx' | 'tipPx'>): Ground {
  const [right, down] = [tipX - rootX, tipY - rootY]
  const sidePx = Math.max(1, Math.hypot(right, down))
  return { originPx: [(rootX + tipX) / 2, (rootY + tipY) / 2], scalePx: [sidePx, sidePx], sidePx, turnDeg: (Math.atan2(-right, down) * 180) / Math.PI }
}

/** A picture that is shown mirrored is not turned to fit: which way it turns then is not the same everywhere. */
const turnOf = ({ turnDeg }: Ground, mirrored: boolean): number => (mirrored ? 0 : turnDeg)

const rotated = ([x, y]: Point, degrees: number): Point => {
  const angle = (degrees * Math.PI) / 180
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]
}

/** What a pane of this size (CSS pixels) shows of its picture; null for a pane without a size. */
export function relativeView(toCanvas: Affine, ground: Ground, [paneWidthPx, paneHeightPx]: Point): RelativeView | null {
  const back = invertAffine(toCanvas)
  if (back === null) return null
  const [x, y] = applyAffine(back, [paneWidthPx / 2, paneHeightPx / 2])
  const turnDeg = turnOf(ground, isMirrored(toCanvas))
  const [right, down] = rotated([x - ground.originPx[0], y - ground.originPx[1]], -turnDeg)
  const zoom = zoomOf(toCanvas)
  const [a, b, c, d] = composeAffine(toCanvas, [...rotated([1, 0], turnDeg), ...rotated([0, 1], turnDeg), 0, 0])
  return { centre: [right / ground.scalePx[0], down / ground.scalePx[1]], size: zoom * ground.sidePx, turned: [a / zoom, b / zoom, c / zoom, d / zoom] }
}

export interface Placing {
  /** The picture point, in its pixels, that belongs into the middle of the pane. */
  readonly centre: Point
  /** CSS pixels per picture pixel. */
  readonly zoom: number
}

/** Where another picture must stand to show the same; mirrored: as both are shown. */
export function placingOf({ centre: [x, y], size }: RelativeView, ground: Ground, mirrored: boolean): Placing {
  const [right, down] = rotated([x * ground.scalePx[0], y * ground.scalePx[1]], turnOf(ground, mirrored))
  return { centre: [ground.originPx[0] + right, ground.originPx[1] + down], zoom: size / ground.sidePx }
}

/** How much farther clockwise the follower must be turned than the one it follows. */
export const turnBetween = (leader: Ground, follower: Ground, mirrored: boolean): number => turnOf(leader, mirrored) - turnOf(follower, mirrored)

/** A view is worth following from a tenth of a pixel on. */
const leastPx = 0.1

export function isSameView(one: RelativeView, other: RelativeView): boolean {
  const moved = Math.hypot(one.centre[0] - other.centre[0], one.centre[1] - other.centre[1]) * other.size
  const turned = one.turned.some((part, index) => Math.abs(part - (other.turned[index] ?? 0)) > 1e-3)
  return moved < leastPx && Math.abs(one.size - other.size) < leastPx && !turned
}
