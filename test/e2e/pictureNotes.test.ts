import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../src-shared/domain/label.ts'
import { isNote, type NoteMark } from '../../src-shared/domain/mark.ts'
import { spottedSidePx } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { openFilm } from './support/openFilm.ts'
import { languages } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

async function filmToWriteOn(language: Language) {
  const film = await openFilm(browser, language)
  return { ...film, stored: async (): Promise<readonly NoteMark[]> => (await film.readNow()).marks.filter(isNote) }
}

describe.each(languages)('notes on the picture (%s)', (language) => {
  it('are written at a place, changed, undone as one step, and go away without words', async () => {
    const { window, bench, stored, place } = await filmToWriteOn(language)
    const { page } = window
    const texts = async (): Promise<readonly string[]> => (await stored()).map(({ text }) => text)
    await bench.press('n')
    await page.mouse.click(...(await place(0.3, 0.4)))
    await page.keyboard.type('小结节？ see prior 1')
    await bench.press('Enter')
    await bench.noteRows(1)
    await expect.poll(texts).toEqual(['小结节？ see prior 1'])
    const [[x, y] = [0, 0]] = (await stored())[0]?.points ?? []
    expect(Math.hypot(x - 0.3 * spottedSidePx, y - 0.4 * spottedSidePx)).toBeLessThan(3)
    // The keys that were typed answered no label and chose no tool.
    await bench.waitForAnswer('atelectasis', 'unanswered')
    await window.screenshot('picture-notes')

    await page.getByTestId('note').dblclick()
    await bench.press('End')
    await page.keyboard.type(' !')
    await bench.press('Escape')
    await expect.poll(texts).toEqual(['小结节？ see prior 1 !'])
    await bench.press('Control+z')
    await expect.poll(texts).toEqual(['小结节？ see prior 1'])
    await bench.press('Control+z')
    await bench.noteRows(0)
    await bench.press('Control+Shift+z')
    await expect.poll(texts).toEqual(['小结节？ see prior 1'])

    // By keyboard; one that gets no words is not kept.
    await bench.press('k', 'Enter')
    await page.keyboard.type('middle')
    await bench.press('Enter')
    await bench.noteRows(2)
    await bench.press('Control+ArrowLeft', 'Enter', 'Escape')
    await bench.noteRows(2)
    await page.keyboard.down('Space')
    await page.getByTestId('note').first().waitFor({ state: 'detached' })
    await page.keyboard.up('Space')
    await page.getByTestId('note').nth(1).waitFor()
    await bench.press('Escape')
    await page.getByTestId('note').filter({ hasText: 'middle' }).click()
    await bench.press('Delete')
    await bench.noteRows(1)
    await expect.poll(texts).toEqual(['小结节？ see prior 1'])
  }, 240_000)
})
