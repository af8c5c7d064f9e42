import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { revealPx, rowWindow, type RowWindow } from './rowWindow.ts'

interface RowWindowOptions {
  readonly count: number
  readonly rowHeightPx: number
  /** The sticky header hides this much of the view. */
  readonly headerHeightPx: number
  /** The row to begin at. */
  readonly startAt: number
}

interface ScrolledRows extends RowWindow {
  readonly rowsPerScreen: number
  readonly reveal: (index: number) => void
}

/** Follows a scrolled element and says which of its equally high rows to draw. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, options: RowWindowOptions): ScrolledRows {
  const { count, rowHeightPx, headerHeightPx, startAt } = options
  const [place, setPlace] = useState({ scrollPx: 0, viewPx: 0 })
  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    const read = (): void => setPlace({ scrollPx: element.scrollTop, viewPx: element.clientHeight - headerHeightPx })
    const size = new ResizeObserver(read)
    size.observe(element)
    element.addEventListener('scroll', read, { passive: true })
    return () => {
      size.disconnect()
      element.removeEventListener('scroll', read)
    }
  }, [scroller, headerHeightPx])
  const reveal = (index: number): void => {
    const element = scroller.current
    if (element === null) return
    element.scrollTo({ top: revealPx(index, rowHeightPx, element.scrollTop, element.clientHeight - headerHeightPx) })
  }
  useStart(count > startAt, () => reveal(startAt))
  const rowsPerScreen = Math.max(1, Math.floor(place.viewPx / rowHeightPx) - 1)
  return { ...rowWindow(count, rowHeightPx, place.scrollPx, place.viewPx), rowsPerScreen, reveal }
}

/** Runs once, as soon as the list is long enough to stand at its first place. */
function useStart(ready: boolean, start: () => void): void {
  const started = useRef(false)
  useLayoutEffect(() => {
    if (!ready || started.current) return
    started.current = true
    start()
  })
}
