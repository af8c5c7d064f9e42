import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { ExportPage } from './pages/exporting.ts'
import { ImportPage } from './pages/importing.ts'
import { WorklistPage } from './pages/worklist.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, type TestWindow } from './support/window.ts'

const pictures = join(import.meta.dirname, '..', '..', 'resources', 'samples')

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

/** Brings one file in for one named patient and waits until it is analysed. */
async function importFor(window: TestWindow, pseudonym: string, file: string): Promise<void> {
  const page = new ImportPage(window)
  await page.open()
  await page.chooseFiles([join(pictures, file)])
  await page.choosePatients('byHand')
  await window.page.getByLabel(window.text.importing.pseudonym, { exact: true }).fill(pseudonym)
  await page.start()
  expect(await page.figure('imported')).toBe(1)
  await window.page.getByRole('button', { name: window.text.importing.again }).click()
}

/** Reads one case with the keys: the first label is answered, the AI is shown, the read is signed. */
async function readAndSign(window: TestWindow, pseudonym: string, options: { readonly signingOpen: boolean }): Promise<void> {
  const bench = new BenchPage(window)
  await bench.openCase(pseudonym)
  await bench.phase('blind').waitFor()
  await bench.press('1')
  await bench.saveState('saved').waitFor()
  await bench.press('Enter')
  await bench.phase('revealed').waitFor()
  await window.screenshot(`job-${pseudonym}`)
  await bench.press('Control+Enter')
  if (!options.signingOpen) {
    await bench.openSigning()
    await bench.signingOpened()
    await bench.press('Control+Enter')
  }
  // The next case follows by itself, where there is one.
  await bench.phase('signed').or(bench.caseName().filter({ hasNotText: pseudonym })).first().waitFor()
  const worklist = new WorklistPage(window)
  await worklist.open('?status=signed')
  await worklist.row(pseudonym).waitFor()
}

describe.each(languages)('the whole job in %s', (language) => {
  it('leads a photo and a film from the first run to signed, exported labels', async () => {
    const window = await openWindow(browser, { language })
    await new AccountPage(window).firstRun()
    await importFor(window, 'T-0001', 'tongue-1.jpg')
    await importFor(window, 'C-0001', 'film-1.jpg')
    await importFor(window, 'C-0002', 'film-2.jpg')
    await readAndSign(window, 'T-0001', { signingOpen: false })
    await readAndSign(window, 'C-0001', { signingOpen: true })

    const worklist = new WorklistPage(window)
    await worklist.open('?status=signed')
    await worklist.waitForCount(2)
    // Signed reads show the scores they saw, each against its operating point and marked as a demonstration.
    await worklist.row('C-0001').getByText(window.text.common.demonstration, { exact: true }).waitFor()
    await window.screenshot('job-worklist-signed')

    const exporting = new ExportPage(window)
    await exporting.open()
    await window.page.getByTestId('signed-count').getByText(window.text.exporting.ready('2')).waitFor()
    await exporting.run('csv', null)
    await exporting.run('coco', 'chestxray14')
    await exporting.run('bundle', 'tongue')
    await window.screenshot('job-exports')

    const files = unzipSync(readFileSync(await (await exporting.download('csv')).path()))
    const tables = Object.entries(files).filter(([name]) => name.endsWith('.csv'))
    const text = tables.map(([, bytes]) => strFromU8(bytes)).join('\n')
    expect(text).toContain('T-0001')
    expect(text).toContain('C-0001')
    expect(text).not.toContain('C-0002')
    // Half a minute on a quiet machine.
  }, 300_000)
})

it('exports nothing, and says so, before anything is signed', async () => {
  const window = await openWindow(browser, { language: 'en' })
  await new AccountPage(window).firstRun()
  const exporting = new ExportPage(window)
  await exporting.open()
  await window.page.getByText(window.text.exporting.listEmpty).waitFor()
  await exporting.choose('bundle', 'tongue')
  await exporting.startButton().click()
  await window.page.locator('main [data-testid="job"][data-state="failed"]').waitFor()
  expect(await window.page.locator('main').textContent()).toContain('no signed cases')
})
