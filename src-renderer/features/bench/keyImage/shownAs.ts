import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { ShownAs } from '../../../../src-shared/domain/mark.ts'
import { orientationOf } from '../overlay/geometry.ts'
import type { PictureState } from '../viewer/pictureViewport.ts'

/** What another program must know to show the picture as it is on the screen. */
export function shownAsOf({ toCanvas, window, inverted }: PictureState, { pixels }: Pick<ImageView, 'pixels'>): ShownAs {
  if (pixels.mode === 'colour') return { ...orientationOf(toCanvas), window: null, inverted: false }
  return { ...orientationOf(toCanvas), window, inverted }
}

/** Windows come back from the library's own range with rounding. */
const nearness = 1e-3

export function isShownSo(one: ShownAs, other: ShownAs): boolean {
  if (one.inverted !== other.inverted || one.rotationDeg !== other.rotationDeg || one.flipped !== other.flipped) return false
  if (one.window === null || other.window === null) return one.window === other.window
  const isNear = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= nearness * Math.max(1, Math.abs(wanted))
  return isNear(one.window.centre, other.window.centre) && isNear(one.window.width, other.window.width)
}
