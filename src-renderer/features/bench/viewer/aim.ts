import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { Point, ShapeMark } from '../../../../src-shared/domain/mark.ts'
import { applyAffine, clampToPicture, invertAffine, zoomOf } from '../overlay/geometry.ts'
import type { Picture } from './picture.ts'
import { ridgeNear } from './ridge.ts'
import { snapped, straightened } from './snap.ts'

/** Where the pointer or the keyboard is and what is held with it. */
export interface Aim {
  /** CSS pixels of the picture's element. */
  readonly at: Point
  /** The very place, where the keyboard has put it. */
  readonly place?: Point
  /** Shift: along an axis or at 45°. */
  readonly straight: boolean
  /** Ctrl: nothing is caught. */
  readonly free: boolean
}

export const plainAim = (at: Point): Aim => ({ at, straight: false, free: false })

interface Ground {
  readonly picture: Picture
  readonly image: ImageView | null
  readonly saved: readonly ShapeMark[]
  readonly snapping: boolean
}

interface Rule {
  /** What a straight line begins from. */
  readonly origin: Point | null
  /** A box drawn straight is a square. */
  readonly diagonal: boolean
  /** The shape that moves catches nothing of itself. */
  readonly apart: ShapeMark | null
  /** Points of a tube lie on the tube. */
  readonly ridge: boolean
}

export interface Aimed {
  readonly to: Point
  readonly caught: Point | null
}

const reachPx = 7
export const anywhere: Rule = { origin: null, diagonal: false, apart: null, ridge: false }

/** The place in the picture that an aim stands for, or null without a picture. */
export function aimed({ picture, image, saved, snapping }: Ground, aim: Aim, { origin, diagonal, apart, ridge }: Rule): Aimed | null {
  const state = picture.state()
  const back = state === null ? null : invertAffine(state.toCanvas)
  if (state === null || back === null || image === null) return null
  const raw = clampToPicture(aim.place ?? applyAffine(back, aim.at), image.widthPx, image.heightPx)
  if (aim.straight && origin !== null) return { to: straightened(origin, raw, { size: image, diagonal }), caught: null }
  // The keyboard goes by single pixels: what it has chosen is meant.
  const onTube = ridge && !aim.free && aim.place === undefined ? tubeAt(picture, image, raw, reachPx / zoomOf(state.toCanvas)) : null
  if (onTube !== null) return { to: onTube, caught: onTube }
  if (!snapping || aim.free) return { to: raw, caught: null }
  const others = apart === null ? saved : saved.filter(({ markId }) => markId !== apart.markId)
  const caught = snapped(others, raw, reachPx / zoomOf(state.toCanvas))
  return { to: caught ?? raw, caught }
}

/** The tube near a place of a film, or null. */
function tubeAt(picture: Picture, image: ImageView, at: Point, reach: number): Point | null {
  const { pixels, widthPx, heightPx } = image
  const shown = pixels.mode === 'grey' ? (picture.viewport()?.pixels() ?? null) : null
  if (pixels.mode !== 'grey' || shown?.components !== 1) return null
  return ridgeNear({ samples: shown.samples, widthPx, heightPx, inverted: pixels.invert }, at, reach)
}
