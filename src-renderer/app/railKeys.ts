import type { KeyboardEvent } from 'react'

/** Marks the rail, which a key of the frame goes to from anywhere. */
export const railId = 'rail'

const links = (rail: Element): HTMLAnchorElement[] => [...rail.querySelectorAll('a')]

/** The page on show has the focus, so that the arrows begin where the eye is. */
export function focusRail(): void {
  const rail = document.getElementById(railId)
  if (rail === null) return
  const all = links(rail)
  ;(all.find((link) => link.getAttribute('aria-current') === 'page') ?? all[0])?.focus()
}

/** In the rail the arrows are the rail's: no page hears them. */
export function onRailKey(event: KeyboardEvent<HTMLElement>): void {
  const steps = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (steps === undefined) return
  event.preventDefault()
  event.stopPropagation()
  const all = links(event.currentTarget)
  const place = all.findIndex((link) => link === document.activeElement)
  all[(place + steps + all.length) % all.length]?.focus()
}
