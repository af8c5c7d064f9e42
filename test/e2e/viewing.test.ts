import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filmPng, tonguePng } from '../fixtures/pictures.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { bringCases, spots, spottedFilm, spottedSidePx, type CaseToBring } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, type TestWindow } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

async function openBench(cases: readonly CaseToBring[], language: TestWindow['language'] = 'en') {
  const window = await openWindow(browser, { language, prepare: (services) => bringCases(services, language, cases) })
  await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
  return { window, bench: new BenchPage(window) }
}

/** A screenshot takes its time on a busy machine. */
const slowly = { timeout: 60_000 }

const film = async (patient: string): Promise<CaseToBring> => ({ patient, task: 'chestxray14', pictures: [await spottedFilm()] })

/** The grey of the screen at one place, as a person sees it. */
async function greyAt({ page }: TestWindow, [x, y]: readonly [number, number]): Promise<number> {
  const { data, info } = await sharp(await page.screenshot()).greyscale().raw().toBuffer({ resolveWithObject: true })
  return data[(Math.round(y) * info.width + Math.round(x)) * info.channels] ?? Number.NaN
}

describe.each(languages)('how a film is shown (%s)', (language) => {
  it('windows itself, magnifies by pointer and by keyboard, and is shown in true size on a measured screen', async () => {
    const { window, bench } = await openBench([await film('P-0001')], language)
    const { page, text } = window
    await bench.openCase('P-0001')
    const opened = await bench.readout().textContent()
    expect(await page.getByTestId('colour-controls').count()).toBe(0)
    await bench.press('Shift+W')
    await expect.poll(() => bench.readout().textContent(), slowly).toContain(text.bench.picture.autoWindow)
    await bench.press('Alt+1')
    await expect.poll(() => bench.readout().textContent(), slowly).toBe(opened)

    // Each spot lies in the middle of the lens over it, however the picture is turned.
    await bench.press('m')
    await bench.lens().waitFor()
    await page.mouse.move(...(await bench.placeOf(spots[0], spottedSidePx)))
    await expect.poll(async () => greyAt(window, await bench.lensMiddle()), slowly).toBeLessThan(60)
    await window.screenshot('viewing-magnifier')
    await bench.press('Shift+M')
    await page.locator('[data-testid="lens"][data-factor="3"]').waitFor()
    await bench.press('h', 'v')
    const turned = [1 - spots[1][0], 1 - spots[1][1]] as const
    await page.mouse.move(...(await bench.placeOf(turned, spottedSidePx)))
    await expect.poll(async () => greyAt(window, await bench.lensMiddle()), slowly).toBeLessThan(60)
    const before = await bench.lensMiddle()
    await bench.press('Alt+ArrowRight', 'Alt+ArrowUp')
    expect(await bench.lensMiddle()).not.toEqual(before)
    await bench.press('m')
    await bench.lens().waitFor({ state: 'detached' })

    await bench.press('Shift+X')
    await page.getByText(text.bench.picture.noTrueSize.picture).waitFor()
  }, 240_000)
})

describe.each(languages)('a key image (%s)', (language) => {
  it('is marked by one key as it is shown, shown so again, and taken back', async () => {
    const { window, bench } = await openBench([await film('P-0001')], language)
    const words = window.text.keyImages
    const [x, y] = spots[1]
    const greyOf = async (place: readonly [number, number]): Promise<number> => greyAt(window, await bench.placeOf(place, spottedSidePx))
    await bench.openCase('P-0001')
    await bench.press('r', 'h')
    // Turned clockwise and mirrored, a place has changed its sides.
    await expect.poll(() => greyOf([y, x]), slowly).toBeLessThan(60)
    await bench.press('*')
    await bench.keyImages().filter({ hasText: words.turned(90) }).waitFor()
    await window.screenshot('bench-key-image')
    await bench.press('h', 'l', 'i')
    await expect.poll(() => greyOf([x, y]), slowly).toBeGreaterThan(195)
    await bench.keyImages().click()
    await expect.poll(() => greyOf([y, x]), slowly).toBeLessThan(60)
    await bench.press('*')
    await bench.keyImages().waitFor({ state: 'detached' })
    await bench.press('Control+z')
    await bench.keyImages().waitFor()
    await bench.press('i', '*')
    await bench.keyImages().filter({ hasText: words.inverted }).waitFor()
    expect(await bench.keyImages().count()).toBe(1)
  }, 240_000)
})

/** Red, green and blue of the screen at one place. */
async function colourAt({ page }: TestWindow, [x, y]: readonly [number, number]): Promise<readonly number[]> {
  const { data, info } = await sharp(await page.screenshot()).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const from = (Math.round(y) * info.width + Math.round(x)) * info.channels
  return [...data.subarray(from, from + 3)]
}

describe.each(languages)('the colours of a photo (%s)', (language) => {
  it('are shown warmer and brighter by key, in the magnifier too, said so on the picture, put back by one key and never saved', async () => {
    const sidePx = 400
    const { window, bench } = await openBench([{ patient: 'P-0001', task: 'tongue', pictures: [await tonguePng({ widthPx: sidePx, heightPx: sidePx })] }], language)
    const { page, services } = window
    await bench.openCase('P-0001')
    const place = await bench.placeOf([0.9, 0.1], sidePx)
    await expect.poll(() => colourAt(window, place), slowly).toEqual([120, 125, 118])
    await bench.press(')', ')', ')', ')', ')')
    // Half a stop: linear light by the root of two.
    await page.getByTestId('colour-sign').filter({ hasText: '+0.5' }).waitFor()
    const brighter = await colourAt(window, place)
    for (const [channel, value] of [140.5, 146.2, 138.3].entries()) expect(Math.abs((brighter[channel] ?? 0) - value)).toBeLessThan(2.5)
    await page.getByRole('slider', { name: window.text.colour.white }).focus()
    await bench.press('PageUp')
    await page.getByTestId('colour-sign').filter({ hasText: language === 'en' ? 'warmer' : '偏暖' }).waitFor()
    const [red = 0, , blue = 0] = await colourAt(window, place)
    expect(red - blue).toBeGreaterThan(15)
    await bench.press('m')
    await page.mouse.move(...place)
    await expect.poll(async () => colourAt(window, await bench.lensMiddle()), slowly).toEqual(await colourAt(window, [place[0], place[1] + 170]))
    await window.screenshot('viewing-colour')
    await bench.press('m', 'Shift+R')
    await page.getByTestId('colour-sign').waitFor({ state: 'detached' })
    await expect.poll(() => colourAt(window, place), slowly).toEqual([120, 125, 118])
    expect(services.store.database().prepare('SELECT max(revision) FROM reads').pluck().get()).toBe(0)
  })
})

describe.each(languages)('true size (%s)', (language) => {
  it('is what the ruler said of the screen and the film of its pixels', async () => {
    const { window, bench } = await openBench([{ patient: 'P-0001', task: 'chestxray14', pictures: [await filmPng({ widthPx: 400, heightPx: 400 })] }], language)
    const { page, text } = window
    window.services.store.write((db) =>
      db.prepare(`UPDATE images SET info = json_set(info, '$.spacing', json('{"rowMm":0.4,"columnMm":0.4,"source":"imagerPixelSpacing"}'))`).run(),
    )
    await bench.openCase('P-0001')
    await bench.press('Shift+X')
    await page.getByText(text.bench.picture.noTrueSize.screen).waitFor()
    await window.go('#/settings')
    const bar = page.getByRole('slider', { name: text.admin.screenBar })
    await bar.focus()
    for (let step = 0; step < 22; step += 1) await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: text.admin.screenSave }).click()
    await page.getByText(text.admin.screenMeasured('4.00')).waitFor()
    expect(await window.page.getByTestId('screen-greys').locator('> *').count()).toBe(20)
    await window.screenshot('settings-screen')
    await bench.openCase('P-0001')
    await bench.press('Shift+X')
    await page.getByText(text.bench.picture.trueSize, { exact: true }).waitFor()
    // 0.4 mm a pixel on 4 pixels a millimetre.
    expect(await bench.readout().textContent()).toContain('× 1.60')
  })
})
