import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../src-shared/domain/label.ts'
import { isShape, type ShapeMark } from '../../src-shared/domain/mark.ts'
import { spottedSidePx } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { openFilm } from './support/openFilm.ts'
import { languages } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

async function filmToDrawOn(language: Language) {
  const { window, bench, place, readOnce } = await openFilm(browser, language)
  return {
    window,
    bench,
    /** Shapes as the store has them, once it has them all. */
    stored: async (count: number): Promise<readonly ShapeMark[]> => (await readOnce(count)).marks.filter(isShape),
    click: async (x: number, y: number): Promise<void> => window.page.mouse.click(...(await place(x, y))),
    drag: async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => bench.drag(await place(...from), await place(...to)),
  }
}

const expectNear = (shape: ShapeMark | undefined, shares: readonly (readonly [number, number])[]): void => {
  expect(shape?.points).toHaveLength(shares.length)
  for (const [index, [x, y]] of shares.entries()) {
    const [foundX = Number.NaN, foundY = Number.NaN] = shape?.points[index] ?? []
    expect(Math.hypot(foundX - x * spottedSidePx, foundY - y * spottedSidePx)).toBeLessThan(3)
  }
}

describe.each(languages)('shapes on a film (%s)', (language) => {
  it('are drawn, changed, undone, removed, signed and then only shown', async () => {
    const { window, bench, stored, click, drag } = await filmToDrawOn(language)
    await bench.focus('mass')
    await bench.press('b')
    await bench.shapeHint().waitFor()
    // From the right lower corner to the left upper one: kept as a box all the same.
    await drag([0.5, 0.4], [0.3, 0.2])
    const [box] = await stored(1)
    expect(box).toMatchObject({ kind: 'box', label: { labelSet: 'chestxray14', label: 'mass' } })
    expectNear(box, [[0.3, 0.2], [0.5, 0.4]])

    await bench.press('o')
    await click(0.6, 0.5)
    await click(0.8, 0.5)
    await bench.press('Escape')
    for (const [x, y] of [[0.6, 0.5], [0.8, 0.5], [0.9, 0.9], [0.8, 0.7], [0.6, 0.5]] as const) await click(x, y)
    const polygon = (await stored(2)).find(({ kind }) => kind === 'polygon')
    expectNear(polygon, [[0.6, 0.5], [0.8, 0.5], [0.9, 0.9], [0.8, 0.7]])

    await bench.press('y')
    await click(0.2, 0.6)
    await click(0.3, 0.7)
    await click(0.4, 0.6)
    await click(0.45, 0.9)
    await bench.press('Backspace', 'Enter')
    const polyline = (await stored(3)).find(({ kind }) => kind === 'polyline')
    expectNear(polyline, [[0.2, 0.6], [0.3, 0.7], [0.4, 0.6]])
    // Enter ended the line; it did not lock the blind read.
    await bench.phase('blind').waitFor()
    await bench.press('.')
    await click(0.12, 0.8)
    await stored(4)
    await window.screenshot('bench-shapes')

    // By the panel, then the keyboard: a pixel, and ten.
    await bench.chooseShape('box')
    await bench.press('ArrowRight', 'Shift+ArrowDown')
    const nudged = (await stored(4)).find(({ kind }) => kind === 'box')
    expect(nudged?.points.map(([x, y], index) => [x - (box?.points[index]?.[0] ?? 0), y - (box?.points[index]?.[1] ?? 0)])).toEqual([
      [expect.closeTo(1, 6), expect.closeTo(10, 6)],
      [expect.closeTo(1, 6), expect.closeTo(10, 6)],
    ])
    await bench.press('Control+z', 'Control+z')
    await bench.press('w')
    await drag([0.5, 0.4], [0.55, 0.45])
    expectNear((await stored(4)).find(({ kind }) => kind === 'box'), [[0.3, 0.2], [0.55, 0.45]])

    await bench.chooseShape('polygon')
    await drag([0.7, 0.5], [0.7, 0.45])
    expectNear((await stored(4)).find(({ kind }) => kind === 'polygon'), [[0.6, 0.5], [0.7, 0.45], [0.8, 0.5], [0.9, 0.9], [0.8, 0.7]])
    await click(0.9, 0.9)
    await bench.press('Delete')
    expectNear((await stored(4)).find(({ kind }) => kind === 'polygon'), [[0.6, 0.5], [0.7, 0.45], [0.8, 0.5], [0.8, 0.7]])
    await bench.press('Delete')
    expect((await stored(3)).map(({ kind }) => kind)).not.toContain('polygon')
    await bench.press('1', 'Control+z', 'Control+z')
    await bench.waitForAnswer('mass', 'unanswered')
    await stored(4)

    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await bench.press('Control+Enter')
    await bench.openSigning()
    await bench.signingOpened()
    // Everything drawn is hidden while it is signed: that is a matter of the screen alone.
    await window.page.keyboard.down('Space')
    await bench.press('Control+Enter')
    await bench.phase('signed').waitFor()
    await window.page.keyboard.up('Space')
    const signed = await stored(4)
    await bench.chooseShape('box')
    await bench.press('ArrowRight', 'Delete', 'b')
    await drag([0.1, 0.1], [0.2, 0.2])
    await drag([0.55, 0.45], [0.7, 0.7])
    expect(await stored(4)).toEqual(signed)
  }, 240_000)
})
