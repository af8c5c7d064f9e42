import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensurePatient, moveVisit } from '../../src-main/store/patients.ts'
import { tonguePng } from '../fixtures/pictures.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { bringCases, spots, spottedFilm, spottedSidePx, type CaseToBring } from './support/cases.ts'
import { drawings, launchChromium } from './support/chromium.ts'
import { openWindow, type TestWindow } from './support/window.ts'

type Place = readonly [x: number, y: number]

/** A screenshot takes its time on a busy machine. */
const slowly = { timeout: 60_000 }

/** Every case is a visit of one patient, a year after the one before. */
async function openVisits(browser: Browser, cases: readonly CaseToBring[], language: TestWindow['language'] = 'en') {
  const window = await openWindow(browser, {
    language,
    prepare: async (services) => {
      await bringCases(services, language, cases)
      services.store.write((db) => {
        const visits = db.prepare('SELECT visit_id FROM cases ORDER BY sequence').pluck().all() as never[]
        for (const [index, visit] of visits.entries()) {
          moveVisit(db, visit, ensurePatient(db, cases[0]?.patient ?? '', '2031-05-01T08:00:00.000Z'))
          db.prepare('UPDATE visits SET visit_date = ? WHERE visit_id = ?').run(`${2021 + index}-03-04`, visit)
          db.prepare('UPDATE cases SET visit_date = ? WHERE visit_id = ?').run(`${2021 + index}-03-04`, visit)
        }
      })
    },
  })
  await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
  await window.go('#/worklist?order=ascending')
  return { window, bench: new BenchPage(window) }
}

/** The lightest grey of the screen at some places, as a person sees it. */
async function lightestAt({ page }: TestWindow, places: readonly Place[]): Promise<number> {
  const { data, info } = await sharp(await page.screenshot()).greyscale().raw().toBuffer({ resolveWithObject: true })
  return Math.max(...places.map(([x, y]) => data[(Math.round(y) * info.width + Math.round(x)) * info.channels] ?? Number.NaN))
}

async function leftOf(window: TestWindow, testId: string): Promise<number> {
  return (await window.page.getByTestId(testId).boundingBox())?.x ?? Number.NaN
}

describe.each(drawings)('two films of one patient, drawn with %s', (_, flags) => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(flags)
  })
  afterAll(() => browser.close())

  it('show the same part under every zoom, rotation and flip, one over the other and side by side', async () => {
    const films = [await spottedFilm(768), await spottedFilm()].map((bytes, index) => ({ patient: `P-000${index + 1}`, task: 'chestxray14' as const, pictures: [bytes] }))
    const { window, bench } = await openVisits(browser, films)
    const { page } = window
    await page.getByText('2022-03-04').first().waitFor()
    await bench.openListed('2022-03-04')
    await bench.press('t')
    const [from, to] = await Promise.all(spots.map((spot) => bench.placeOf(spot, spottedSidePx)))
    if (from === undefined || to === undefined) throw new Error('Two spots are drawn')
    await bench.drag(from, to)
    await bench.press('s', 'Shift+S')
    await bench.comparePane().waitFor()
    expect(await bench.caption('own').textContent()).toContain('2022-03-04 · case 2')
    expect(await bench.caption('beside').textContent()).toContain('2021-03-04 · case 1')

    // The slider at its left end: only the earlier film is seen, its spots where those of the other lie under it.
    await bench.splitSlider().focus()
    await bench.press('Home')
    for (const keys of [[], ['r'], ['h'], ['v', '-'], ['l', '+'], ['z']]) {
      await bench.press(...keys)
      await expect.poll(async () => lightestAt(window, await bench.lengthEnds()), { ...slowly, message: `after ${keys.join(' ')}` }).toBeLessThan(60)
    }
    await bench.press('End', 'PageDown', 'Shift+ArrowLeft', 'ArrowLeft')
    expect(await bench.splitSlider().getAttribute('aria-valuenow')).toBe('89')

    await bench.press('Shift+S')
    const across = async (): Promise<readonly Place[]> => {
      const shift = (await leftOf(window, 'compare-pane')) - (await leftOf(window, 'picture'))
      return (await bench.lengthEnds()).map(([x, y]) => [x + shift, y] as const)
    }
    await expect.poll(async () => lightestAt(window, await across()), slowly).toBeLessThan(60)
    // Whichever is moved leads.
    const zoomed = await bench.readout().textContent()
    await bench.comparePane().hover()
    await page.mouse.wheel(0, 120)
    await expect.poll(() => bench.readout().textContent(), slowly).not.toBe(zoomed)
    await expect.poll(async () => lightestAt(window, await across()), slowly).toBeLessThan(60)

    // Nothing is drawn on it, and its window is its own.
    const readout = await bench.readout().textContent()
    const pane = await bench.comparePane().boundingBox()
    if (pane === null) throw new Error('No second picture on screen')
    await bench.drag([pane.x + 60, pane.y + 60], [pane.x + 160, pane.y + 90])
    expect(await bench.lengthMarks().count()).toBe(1)
    expect(await bench.readout().textContent()).toBe(readout)

    const apart = await across()
    await bench.press('Shift+L', '+', '+')
    await expect.poll(() => bench.readout().textContent(), slowly).not.toBe(readout)
    expect(await lightestAt(window, apart)).toBeLessThan(60)
    await bench.press('Shift+L')
    await expect.poll(async () => lightestAt(window, (await across()).slice(0, 1)), slowly).toBeLessThan(60)
  }, 240_000)
})

describe('comparing', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  it('is offered by key through the visits before, shows nothing that anybody said of them, and ends with the case', async () => {
    const tongues = await Promise.all([360, 380, 400].map(async (widthPx) => ({ patient: `P-${widthPx}`, task: 'tongue' as const, pictures: [await tonguePng({ widthPx, heightPx: 480 })] })))
    const { window, bench } = await openVisits(browser, tongues, 'zh-CN')
    const { page, text } = window
    await bench.openListed('2023-03-04')
    await bench.phase('blind').waitFor()
    await bench.press('s')
    await bench.comparePane().waitFor()
    expect(await bench.caption('beside').textContent()).toContain('2022-03-04')
    await bench.press('Shift+PageDown')
    await bench.caption('beside').filter({ hasText: '2021-03-04' }).waitFor()
    await bench.comparePane().waitFor()
    expect([await bench.aiLines().count(), await page.getByTestId('outline-layer').count()]).toEqual([0, 0])
    await window.screenshot('compare-beside')
    await bench.press('Shift+S', '<', '<')
    expect(await bench.splitSlider().getAttribute('aria-valuenow')).toBe('40')
    await window.screenshot('compare-split')

    await bench.press('a')
    await bench.caseName().filter({ hasText: '2022-03-04' }).waitFor()
    await bench.waitForPicture()
    expect(await bench.compareBar().count()).toBe(0)
    await bench.press('a')
    await bench.caseName().filter({ hasText: '2021-03-04' }).waitFor()
    await bench.press('s')
    await page.getByText(text.compare.nothing).waitFor()
    await bench.press('s')
    await bench.compareBar().waitFor({ state: 'detached' })
  }, 240_000)
})
