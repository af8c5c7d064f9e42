import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPdf } from '../support/pdf.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases, spottedFilm } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe.each(languages)('the report of a signed case (%s)', (language) => {
  it('is fetched from the bench with the keyboard, in the language of the window', async () => {
    const window = await openWindow(browser, {
      language,
      prepare: async (services) => bringCases(services, language, [{ patient: 'P-0001', task: 'chestxray14', pictures: [await spottedFilm()] }]),
    })
    await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
    const bench = new BenchPage(window)
    await bench.openCase('P-0001')
    const button = window.page.getByRole('button', { name: window.text.bench.report.action })
    expect(await button.count()).toBe(0)
    await bench.press('1')
    await bench.saveState('saved').waitFor()
    await expect.poll(() => window.page.getByTestId('reading-time').textContent()).not.toBe(window.text.bench.readingTime.measured('0:00'))
    await window.screenshot('bench-reading-time')
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    expect(await button.count()).toBe(0)
    await bench.press('Control+Enter')
    await bench.openSigning()
    await bench.signingOpened()
    await bench.press('Control+Enter')
    await bench.phase('signed').waitFor()
    const spent = () => window.services.store.database().prepare('SELECT sum(milliseconds) FROM reading_times').pluck().get() as number | null
    await expect.poll(spent).toBeGreaterThan(0)
    await button.focus()
    await window.screenshot('bench-report')
    const [download] = await Promise.all([window.page.waitForEvent('download'), window.page.keyboard.press('Enter')])
    expect(download.suggestedFilename()).toMatch(/^report-[0-9a-f-]{36}\.pdf$/u)
    const read = readPdf(readFileSync(await download.path()))
    expect(read.pages).toBe(1)
    for (const part of ['P-0001', language === 'en' ? 'Read report' : '判读报告', language === 'en' ? 'Atelectasis' : '肺不张']) expect(read.texts[0]).toContain(part)
    await window.page.getByRole('button', { name: window.text.bench.results.action }).focus()
    await window.page.keyboard.press('Enter')
    const choice = window.page.getByRole('menuitem', { name: window.text.bench.results.identity.deidentified })
    await choice.waitFor()
    await window.screenshot('bench-results')
    expect(await violations(window.page)).toEqual([])
    const [archive] = await Promise.all([window.page.waitForEvent('download'), window.page.keyboard.press('Enter')])
    expect(archive.suggestedFilename()).toMatch(/^results-[0-9a-f-]{36}\.zip$/u)
    // A drawn film is no DICOM file.
    await window.page.getByText(window.text.bench.results.withoutSource(1)).waitFor()
    expect(Object.keys(unzipSync(readFileSync(await archive.path()))).toSorted()).toEqual(['report.pdf', 'results.fhir.json', 'results.json'])
  }, 240_000)
})
