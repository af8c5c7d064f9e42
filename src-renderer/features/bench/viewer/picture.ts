import { useSyncExternalStore } from 'react'
import type { ImageId } from '../../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../../src-shared/domain/image.ts'
import type { Point } from '../../../../src-shared/domain/mark.ts'
import { isFitted } from './fitted.ts'
import type { ImageAddress } from './pictureLoader.ts'
import type { PictureState, PictureViewport } from './pictureViewport.ts'
import { prepareViewport, takeViewport } from './viewportPool.ts'

/** The picture on the bench: its viewport while it is mounted, and what is on screen after the newest frame. */
export interface Picture {
  /** Puts a viewport for a picture into an element that has a size; answers how to take it out again. */
  readonly mount: (element: HTMLDivElement, imageId: ImageId) => () => void
  /** Draws a picture that may be shown next, unseen. */
  readonly prepare: (image: ImageView, address: ImageAddress) => Promise<void>
  readonly viewport: () => PictureViewport | null
  /** Width and height of the pane, in CSS pixels. */
  readonly paneSize: () => Point
  readonly state: () => PictureState | null
  readonly subscribe: (changed: () => void) => () => void
}

/** What layers need of a picture: where its pixels are on screen, and when that changes. */
export type PictureOnScreen = Pick<Picture, 'state' | 'subscribe'>

export function createPicture(): Picture {
  let viewport: PictureViewport | null = null
  let pane: HTMLDivElement | null = null
  let state: PictureState | null = null
  const listeners = new Set<() => void>()
  const set = (next: PictureState | null): void => {
    state = next
    for (const changed of listeners) changed()
  }
  return {
    mount: (element, imageId) => {
      const taken = takeViewport(element, imageId, (next) => {
        sizes.drawn()
        set(next)
      })
      viewport = taken.viewport
      pane = element
      const sizes = followSize(element, taken.viewport, () => state)
      return () => {
        sizes.end()
        taken.giveBack()
        viewport = null
        pane = null
        set(null)
      }
    },
    prepare: async (image, address) => {
      if (pane !== null) await prepareViewport(pane, image, address)
    },
    viewport: () => viewport,
    paneSize: () => (pane === null ? [0, 0] : sizeOf(pane)),
    state: () => state,
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement): Point => [clientWidth, clientHeight]

/** Draws in the size the pane has; a picture that nobody has zoomed or moved stays whole when its pane takes another size. */
function followSize(element: HTMLElement, viewport: PictureViewport, state: () => PictureState | null) {
  let size = sizeOf(element)
  // Fitted and not drawn yet: the newest frame still tells of another pane.
  let fitting = false
  const isWhole = (): boolean => {
    const [image, shown] = [viewport.image(), state()]
    return fitting || (image !== null && shown !== null && isFitted(shown.toCanvas, image, size))
  }
  const sizes = new ResizeObserver(() => {
    // A pane that is being folded away has no size to draw in.
    if (element.clientWidth === 0 || element.clientHeight === 0) return
    const now = sizeOf(element)
    const refit = (now[0] !== size[0] || now[1] !== size[1]) && isWhole()
    size = now
    viewport.resize()
    if (refit) viewport.fit()
    fitting = refit
  })
  sizes.observe(element)
  return {
    drawn: () => {
      fitting = false
    },
    end: () => sizes.disconnect(),
  }
}

/** null until the first frame. */
export const usePictureState = (picture: PictureOnScreen): PictureState | null => useSyncExternalStore(picture.subscribe, picture.state)
