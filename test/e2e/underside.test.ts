import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawUnderside } from '../../src-main/bench/drawnUnderside.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

const root = join(import.meta.dirname, '..', '..')
const surface = readFileSync(join(root, 'resources', 'samples', 'tongue-1.jpg'))
const drawn = drawUnderside({ seed: 4 })

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe.each(languages)('a photo of the underside (%s)', (language) => {
  it('is named so, outlined after the reveal, and its veins are measured and shown on it', async () => {
    const { widthPx, heightPx, data } = drawn.samples
    const underside = await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } }).png().toBuffer()
    const window = await openWindow(browser, {
      language,
      modelsFolder: join(root, 'models'),
      prepare: (services) => bringCases(services, language, [{ patient: 'T-1', task: 'tongue', pictures: [surface, underside] }]),
    })
    const { page, text } = window
    const bench = new BenchPage(window)
    const side = page.getByTestId('photo-side')
    await bench.openCase('T-1')
    const shownPx = async (): Promise<string> => (await bench.readout().textContent()) ?? ''
    // Which of the two comes first is the import's to say.
    if ((await shownPx()).includes(`${widthPx} × ${heightPx}`)) await bench.press('PageUp')
    await side.getByRole('button', { name: text.tongueEdit.side.underside }).waitFor()
    await bench.press('PageDown')
    await bench.waitForPicture()
    await expect.poll(shownPx).toContain(`${widthPx} × ${heightPx}`)
    await side.getByRole('button', { name: text.tongueEdit.side.underside }).click()
    await page.locator('[data-testid="photo-side"][data-side="underside"]').waitFor()

    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    const veins = page.locator('tr[data-sign="sublingualVeins"]')
    await veins.getByText(text.signs.reason['not-underside']).waitFor()
    await page.getByTestId('tongue-correction').getByText(text.tongueEdit.underside).waitFor()
    await bench.press('Shift+T', ...Array.from({ length: 9 }, () => ']'))
    await bench.drag(await bench.placeOf([0.5, 0.32], widthPx), await bench.placeOf([0.5, 0.68], widthPx))
    await veins.getByText('%').first().waitFor()
    expect(await page.locator('[data-detail-of="sublingualVeins"]').textContent()).toMatch(/\d+\.\d\u00A0%.+\d\.\d\d.+\d+\.\d\u00A0%.+\d\.\d\d/u)
    expect(await veins.textContent()).toContain(language === 'en' ? 'tested on drawn pictures only' : '只在绘制的图上检验过')
    await veins.getByRole('button').click()
    await page.locator('[data-testid="sign-layer"][data-sign="sublingualVeins"]').waitFor()
    // Across each vein its widths, the widest with its value and unit.
    const ticks = page.getByTestId('vein-ticks')
    await expect.poll(() => ticks.count()).toBe([drawn.left, drawn.right].filter((vein) => vein !== null).length)
    for (const each of await ticks.all()) expect(Number(await each.getAttribute('data-count'))).toBeGreaterThanOrEqual(6)
    for (const words of await page.getByTestId('vein-widest').allTextContents()) expect(words).toMatch(language === 'en' ? /^widest \d+\.\d % \(\d+ px\)$/ : /^最宽 \d+\.\d %（\d+ 像素）$/)
    await bench.press('w')
    expect(await violations(page)).toEqual([])
    await window.screenshot('bench-underside')

    // The button that shows them takes them away, ticks and all.
    await veins.getByRole('button').click()
    await ticks.first().waitFor({ state: 'detached' })
    await veins.getByRole('button').click()
    await ticks.first().waitFor()

    // On the surface's photo they are not; "Show" leads back to theirs.
    await bench.press('PageUp')
    await expect.poll(shownPx).not.toContain(`${widthPx} × ${heightPx}`)
    await page.locator('[data-testid="sign-layer"]').waitFor({ state: 'detached' })
    await veins.getByRole('button').click()
    await veins.getByRole('button').click()
    await expect.poll(shownPx).toContain(`${widthPx} × ${heightPx}`)
  }, 240_000)
})
