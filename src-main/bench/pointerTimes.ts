import type { Page } from 'playwright-core'

/**
 * In the page: from the move's arrival, which Chromium lays at the beginning of a frame, to the first task after that frame
 * has been drawn and painted. The screen's own clock and the composition behind it are not in it.
 */
export const watchMoves = `
  globalThis.moveTimes = []
  addEventListener('pointermove', () => {
    const start = performance.now()
    const painted = new MessageChannel()
    painted.port1.onmessage = () => moveTimes.push(performance.now() - start)
    requestAnimationFrame(() => painted.port2.postMessage(null))
  }, { capture: true })`
const takeTimes = `new Promise((resolve) => setTimeout(() => resolve(moveTimes.splice(0)), 200))`

/** Places of the film as shares of it, on the screen while all of it is shown. */
export async function placesOn(page: Page): Promise<(x: number, y: number) => readonly [number, number]> {
  const box = await page.getByTestId('picture').boundingBox()
  if (box === null) throw new Error('No picture on screen')
  const side = Math.min(box.width, box.height)
  return (x, y) => [box.x + box.width / 2 + (x - 0.5) * side, box.y + box.height / 2 + (y - 0.5) * side]
}

/** Milliseconds of every move of a gesture, once `watchMoves` runs in the page. */
export async function timed(page: Page, gesture: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate(takeTimes)
  await gesture()
  return page.evaluate<number[]>(takeTimes)
}
