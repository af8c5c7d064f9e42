import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../src-shared/domain/label.ts'
import { isMask, type MaskMark } from '../../src-shared/domain/mark.ts'
import { decodeMask, isFilled, maskArea, type Mask } from '../../src-shared/domain/mask.ts'
import { spottedSidePx } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { openFilm } from './support/openFilm.ts'
import { languages } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

async function filmToPaint(language: Language) {
  const film = await openFilm(browser, language)
  return { ...film, stored: async (count: number): Promise<readonly MaskMark[]> => (await film.readOnce(count)).marks.filter(isMask) }
}

const decoded = (mark: MaskMark | undefined): Mask => {
  const mask = mark === undefined ? null : decodeMask(mark.runs, mark)
  if (mask === null) throw new Error('No mask')
  return mask
}
const at = (x: number, y: number): readonly [number, number] => [x * spottedSidePx, y * spottedSidePx]

describe.each(languages)('painting regions (%s)', (language) => {
  it('paints, goes on, erases, undoes stroke by stroke, under a turned picture too', async () => {
    const { window, bench, stored, place } = await filmToPaint(language)
    await bench.focus('effusion')
    await bench.press('e')
    await bench.drag(await place(0.3, 0.3), await place(0.6, 0.3))
    const [first] = await stored(1)
    expect(first).toMatchObject({ kind: 'mask', widthPx: spottedSidePx, heightPx: spottedSidePx, label: { labelSet: 'chestxray14', label: 'effusion' } })
    const band = decoded(first)
    expect([isFilled(band, at(0.31, 0.3)), isFilled(band, at(0.59, 0.3)), isFilled(band, at(0.45, 0.36))]).toEqual([true, true, false])
    // A larger brush goes on with the same region.
    await bench.press(']', ']', ']', ']')
    await bench.drag(await place(0.45, 0.3), await place(0.45, 0.5))
    const [cross] = await stored(1)
    expect(cross?.markId).toBe(first?.markId)
    expect(isFilled(decoded(cross), at(0.45, 0.5))).toBe(true)
    await bench.press('Shift+e')
    await bench.drag(await place(0.52, 0.3), await place(0.54, 0.3))
    const [cut] = await stored(1)
    expect([isFilled(decoded(cut), at(0.53, 0.3)), isFilled(decoded(cut), at(0.31, 0.3))]).toEqual([false, true])
    await window.screenshot('bench-brush')
    await bench.press('Control+z')
    await expect.poll(async () => (await stored(1))[0]?.runs).toBe(cross?.runs)
    await bench.press('Control+z')
    await expect.poll(async () => (await stored(1))[0]?.runs).toBe(first?.runs)
    await bench.press('Control+Shift+z')
    await expect.poll(async () => (await stored(1))[0]?.runs).toBe(cross?.runs)

    // Turned and mirrored, what is painted at a place of the screen lies on the pixels shown there.
    await bench.press('Escape', 'r', 'h', 'e')
    await window.page.mouse.click(...(await place(0.7, 0.2)))
    const turned = (await stored(2)).find(({ markId }) => markId !== first?.markId)
    // A quarter turn to the right, then mirrored: the screen's (x, y) shows the picture's (y, x).
    expect(isFilled(decoded(turned), at(0.2, 0.7))).toBe(true)
    expect(isFilled(decoded(turned), at(0.7, 0.2))).toBe(false)
    expect(maskArea(decoded(turned))).toBeGreaterThan(20)
    await window.page.keyboard.down('Space')
    await window.page.getByTestId('mask-layer').waitFor({ state: 'detached' })
    await window.page.keyboard.up('Space')
    await window.page.getByTestId('mask-layer').waitFor()
    await bench.press('Delete')
    await stored(1)
  }, 240_000)
})
