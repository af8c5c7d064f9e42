import { useSyncExternalStore } from 'react'
import { openPictureViewport, type PictureState, type PictureViewport } from './pictureViewport.ts'

/** The picture on the bench: its viewport while it is mounted, and what is on screen after the newest frame. */
export interface Picture {
  /** Opens the viewport in an element that has a size; answers how to close it. */
  readonly mount: (element: HTMLDivElement) => () => void
  readonly viewport: () => PictureViewport | null
  readonly state: () => PictureState | null
  readonly subscribe: (changed: () => void) => () => void
}

export function createPicture(): Picture {
  let viewport: PictureViewport | null = null
  let state: PictureState | null = null
  const listeners = new Set<() => void>()
  const set = (next: PictureState | null): void => {
    state = next
    for (const changed of listeners) changed()
  }
  return {
    mount: (element) => {
      const opened = openPictureViewport(element, set)
      viewport = opened
      const sizes = new ResizeObserver(() => {
        // A pane that is being folded away has no size to draw in.
        if (element.clientWidth > 0 && element.clientHeight > 0) opened.resize()
      })
      sizes.observe(element)
      return () => {
        sizes.disconnect()
        opened.close()
        viewport = null
        set(null)
      }
    },
    viewport: () => viewport,
    state: () => state,
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}

/** null until the first frame. */
export const usePictureState = (picture: Picture): PictureState | null => useSyncExternalStore(picture.subscribe, picture.state)
