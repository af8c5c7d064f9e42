import type { Point } from '../../../../src-shared/domain/mark.ts'
import { composeAffine, type Affine } from '../overlay/geometry.ts'
import type { PictureOnScreen } from './picture.ts'
import type { PictureState } from './pictureViewport.ts'

/** Side of the square that the magnifier takes of the pane, in CSS pixels. */
export const lensSidePx = 300
export const lensFactors = [2, 3, 4] as const

export interface LensState {
  readonly shown: boolean
  readonly factor: (typeof lensFactors)[number]
  /** What is looked at, in CSS pixels of the pane; null: its middle. */
  readonly at: Point | null
  /** Width and height of the pane. */
  readonly pane: Point
}

/** The magnifier: a second, larger view of what is on screen around one place. */
export interface Lens {
  readonly state: () => LensState
  readonly subscribe: (changed: () => void) => () => void
  readonly change: (part: Partial<LensState>) => void
  /** What layers draw on in the lens: the same picture, larger. */
  readonly picture: PictureOnScreen
}

export function createLens(picture: PictureOnScreen): Lens {
  let state: LensState = { shown: false, factor: 2, at: null, pane: [0, 0] }
  let drawn: { readonly from: PictureState; readonly by: LensState; readonly state: PictureState } | null = null
  const listeners = new Set<() => void>()
  return {
    state: () => state,
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    change: (part) => {
      state = { ...state, ...part }
      for (const changed of listeners) changed()
    },
    picture: {
      state: () => {
        const from = picture.state()
        if (from === null || state.at === null) return null
        // Whoever watches it takes the same object for the same view.
        if (drawn?.from !== from || drawn.by !== state) drawn = { from, by: state, state: { ...from, toCanvas: lensAffine(from.toCanvas, state.at, state.factor) } }
        return drawn.state
      },
      subscribe: (changed) => {
        const ends = [picture.subscribe(changed), () => void listeners.delete(changed)]
        listeners.add(changed)
        return () => ends.forEach((end) => end())
      },
    },
  }
}

/** Picture to lens: the place looked at stands in the middle, everything around it `factor` times as far away. */
export function lensAffine(toCanvas: Affine, [x, y]: Point, factor: number): Affine {
  const middle = lensSidePx / 2
  return composeAffine([factor, 0, 0, factor, middle - factor * x, middle - factor * y], toCanvas)
}

/** Where the lens lies: around the place, but whole inside the pane where it fits. */
export function lensPlace([x, y]: Point, [widthPx, heightPx]: Point): Point {
  const within = (middle: number, size: number): number => Math.min(Math.max(0, size - lensSidePx), Math.max(0, middle - lensSidePx / 2))
  return [within(x, widthPx), within(y, heightPx)]
}
