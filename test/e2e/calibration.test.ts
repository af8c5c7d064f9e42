import sharp from 'sharp'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plainScene } from '../../src-main/bench/chartPhotos.ts'
import { chartCorners, drawChart } from '../../src-main/bench/drawnChart.ts'
import type { Samples } from '../../src-main/imaging/raster.ts'
import { tonguePixels } from '../fixtures/pictures.ts'
import { intakeFile } from '../support/importing.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

const size = { widthPx: 640, heightPx: 700 }
const tongue: Samples = { ...size, channels: 3, data: tonguePixels(size) }
const png = ({ widthPx: width, heightPx: height, data }: Samples): Promise<Uint8Array> => sharp(data, { raw: { width, height, channels: 3 } }).png().toBuffer()

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe.each(languages)('the colour calibration (%s)', (language) => {
  it('says how good the chart is, shows corrected or as photographed, patch by patch', async () => {
    const warm = drawChart(tongue, { corners: chartCorners([520, 110], 200, 8), gains: [1, 0.8, 0.55], covered: [9] })
    const window = await openWindow(browser, {
      language,
      prepare: async (services) =>
        bringCases(services, language, [{ patient: 'T-1', task: 'tongue', pictures: [await png(warm)] }]),
    })
    const { page, text } = window
    const words = text.calibration
    const bench = new BenchPage(window)
    const state = page.getByTestId('calibration-state')
    const section = page.getByTestId('chart-section')
    const filterOfPicture = () => page.getByTestId('picture').locator('> div').first().evaluate((element) => getComputedStyle(element).filter)

    await bench.openCase('T-1')
    await expect.poll(() => state.textContent()).toContain('22')
    expect(await filterOfPicture()).toContain('url(')
    expect(await page.getByText(words.sign).count()).toBe(1)
    await bench.press('Shift+V')
    await page.getByText(words.sign).waitFor({ state: 'detached' })
    expect(await filterOfPicture()).toBe('none')
    await page.getByRole('button', { name: words.corrected }).click()
    await page.getByText(words.sign).waitFor()

    await section.getByText(words.patches).click()
    expect(await page.getByTestId('patch-table').getByRole('row').count()).toBe(25)
    expect(await page.getByTestId('patch-table').getByText(words.fault.outlier).count()).toBe(1)
    await section.getByLabel(words.showPatches).check()
    expect(await page.getByTestId('chart-layer').first().locator('polygon').count()).toBe(50)
    expect(await violations(page)).toEqual([])
    await window.screenshot('calibration')

  })

  it('lends the chart of a photo to another of the same import, while nobody has seen the measures', async () => {
    const alone = drawChart(plainScene(400), { corners: chartCorners([200, 200], 300), gains: [1, 0.8, 0.6] })
    const window = await openWindow(browser, {
      language,
      prepare: async (services) => {
        await bringCases(services, language, [])
        const pictures = [await png(tongue), await png(alone)]
        const intakeIds = pictures.map((bytes, index) => services.intake.add(intakeFile({ name: `${index}.png`, bytes })))
        const { jobId } = await sendTo(services)('import.start', { intakeIds, task: 'tongue', patients: { kind: 'none' } })
        await services.jobs.settled(jobId)
        for (const job of services.jobs.list()) if (job.kind === 'analysis') await services.jobs.settled(job.jobId)
      },
    })
    const { page, text, services } = window
    const words = text.calibration
    const bench = new BenchPage(window)
    const state = page.getByTestId('calibration-state')
    const section = page.getByTestId('chart-section')
    const ofTongue = services.store.database().prepare(`SELECT c.pseudonym FROM cases c JOIN images i ON i.visit_id = c.visit_id WHERE json_extract(i.info, '$.widthPx') = ?`).pluck().get(size.widthPx) as string
    await bench.openCase(ofTongue)
    await expect.poll(() => state.textContent()).toContain(words.uncalibrated)
    await section.getByRole('button', { name: words.choose }).click()
    await section.getByLabel(words.photo).click()
    await page.getByRole('option').filter({ hasText: words.sameImport }).first().click()
    await section.getByRole('button', { name: words.use }).click()
    await expect.poll(() => state.textContent()).not.toContain(words.uncalibrated)
    await window.screenshot('calibration-lent')
    await section.getByText(`${words.other} ·`).waitFor()
    await window.screenshot('calibration-lent')
    for (const job of services.jobs.list()) if (job.kind === 'analysis') await services.jobs.settled(job.jobId)
    await page.getByText(text.bench.ai.waiting).waitFor({ state: 'detached' })
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await section.getByText(words.tooLate).waitFor()
    await window.screenshot('calibration-revealed')
  })
})
