export interface RowWindow {
  readonly first: number
  readonly last: number
}

/** Rows drawn above and below those in sight, so that a fast wheel shows no gaps. */
const spareRows = 12

/** The rows to draw of a list of `count` equally high rows, for a scroll place and a view height in pixels. */
export function rowWindow(count: number, rowHeightPx: number, scrollPx: number, viewPx: number): RowWindow {
  const first = Math.floor(scrollPx / rowHeightPx) - spareRows
  const last = Math.ceil((scrollPx + viewPx) / rowHeightPx) + spareRows
  return { first: Math.max(0, Math.min(first, count - 1)), last: Math.min(count - 1, last) }
}

/** Where to scroll so that the whole row can be seen, moving as little as possible. */
export function revealPx(index: number, rowHeightPx: number, scrollPx: number, viewPx: number): number {
  const top = index * rowHeightPx
  const lowest = top + rowHeightPx - viewPx
  return Math.max(lowest, Math.min(scrollPx, top))
}
