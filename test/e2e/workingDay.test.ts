import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { languageNames } from '../../src-renderer/text/languageNames.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { ExportPage } from './pages/exporting.ts'
import { ImportPage } from './pages/importing.ts'
import { Keyboard } from './pages/keyboard.ts'
import { WorklistPage } from './pages/worklist.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerName, ownerPassword, type TestWindow } from './support/window.ts'

const root = join(import.meta.dirname, '..', '..')
const samples = join(root, 'resources', 'samples')

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

/** Language, owner, and the printed key typed back. */
async function firstRun(window: TestWindow, keyboard: Keyboard): Promise<void> {
  const { page, text, language } = window
  const account = new AccountPage(window)
  await keyboard.activate(page.getByRole('button', { name: languageNames[language] }))
  await keyboard.fill(page.getByLabel(text.account.name), ownerName)
  await keyboard.fill(page.getByLabel(text.account.password, { exact: true }), ownerPassword)
  await keyboard.fill(page.getByLabel(text.account.passwordAgain), ownerPassword)
  await window.screenshot('day-01-owner')
  await keyboard.press('Enter')
  const groups = await account.printedGroups()
  await keyboard.activate(page.getByRole('button', { name: text.account.recoveryPrinted }))
  for (const field of await page.locator('[data-group-number]').all()) {
    await keyboard.fill(field, groups[Number(await field.getAttribute('data-group-number')) - 1] ?? '')
  }
  await keyboard.press('Enter')
  await account.frame().waitFor()
}

/** Files for one patient, chosen in the system's own dialog. */
async function bringIn(window: TestWindow, keyboard: Keyboard, pseudonym: string, files: readonly string[]): Promise<void> {
  const { page, text } = window
  const importing = new ImportPage(window)
  await keyboard.visit(text.frame.pages.import)
  const chooser = page.waitForEvent('filechooser')
  await keyboard.activate(page.getByRole('button', { name: text.importing.chooseFiles, exact: true }))
  await (await chooser).setFiles(files.map((file) => join(samples, file)))
  await keyboard.choose(page.getByRole('radiogroup', { name: text.importing.patientTitle }), 'byHand')
  await keyboard.fill(page.getByLabel(text.importing.pseudonym, { exact: true }), pseudonym)
  await keyboard.activate(importing.startButton())
  await importing.report().waitFor()
  expect(await importing.figure('imported')).toBe(files.length)
}

/** Three labels answered, the model revealed, the read signed: the next case opens by itself. */
const caseKeys = ['1', 'ArrowDown', '2', 'ArrowDown', '1', 'Enter', 'Control+Enter'] as const

async function readTheDay(window: TestWindow, keyboard: Keyboard): Promise<void> {
  const { page, text } = window
  const bench = new BenchPage(window)
  await keyboard.visit(text.frame.pages.worklist)
  await new WorklistPage(window).waitForCount(3)
  await window.screenshot('day-03-worklist')
  await keyboard.press('N')
  await bench.waitForPicture()
  await bench.phase('blind').waitFor()
  await keyboard.press(...caseKeys.slice(0, 5))
  await bench.saveState('saved').waitFor()
  await window.screenshot('day-04-blind')
  await keyboard.press('Enter')
  await bench.phase('revealed').waitFor()
  await keyboard.press('ArrowDown')
  await window.screenshot('day-05-revealed')
  await keyboard.press('Control+Enter')
  await keyboard.fill(page.getByLabel(text.bench.sign.password, { exact: true }), ownerPassword)
  await keyboard.press('Enter')
  await bench.signingOpened()
  const first = await bench.caseName().textContent()
  await keyboard.press('Control+Enter')
  await bench.caseName().filter({ hasNotText: first ?? '' }).waitFor()
  await bench.phase('blind').waitFor()
  await bench.waitForPicture()

  // The second case: no more keys than these from one open case to the next.
  expect(caseKeys.length).toBeLessThanOrEqual(8)
  const second = await bench.caseName().textContent()
  for (const key of caseKeys) {
    await keyboard.press(key)
    if (key === 'Enter') await bench.phase('revealed').waitFor()
  }
  await bench.caseName().filter({ hasNotText: second ?? '' }).waitFor()
}

/** What is made of the signed cases: an export, and a copy of everything. */
async function handOut(window: TestWindow, keyboard: Keyboard): Promise<void> {
  const { page, text } = window
  const exporting = new ExportPage(window)
  await keyboard.visit(text.frame.pages.exports)
  await keyboard.activate(exporting.startButton())
  await exporting.frozen('csv').first().waitFor()
  await window.screenshot('day-06-export')
  await keyboard.visit(text.frame.pages.audit)
  await page.getByText(ownerName).first().waitFor()
  await window.screenshot('day-07-audit')
}

describe.each(languages)('a working day in %s', (language) => {
  it('goes from an empty store to signed, exported labels without a mouse', async () => {
    const window = await openWindow(browser, { language, modelsFolder: join(root, 'models') })
    const keyboard = new Keyboard(window)
    await firstRun(window, keyboard)
    await bringIn(window, keyboard, 'P-0101', ['film-1.jpg'])
    await window.screenshot('day-02-import')
    await keyboard.activate(window.page.getByRole('button', { name: window.text.importing.again }))
    await bringIn(window, keyboard, 'P-0102', ['film-2.jpg'])
    await keyboard.activate(window.page.getByRole('button', { name: window.text.importing.again }))
    await bringIn(window, keyboard, 'P-0103', ['tongue-1.jpg'])
    for (const job of window.services.jobs.list()) await window.services.jobs.settled(job.jobId)
    await readTheDay(window, keyboard)
    await handOut(window, keyboard)
    await keyboard.press('Control+Alt+L')
    await new AccountPage(window).lockScreen().waitFor()
    await keyboard.fill(window.page.getByLabel(window.text.account.password, { exact: true }), ownerPassword)
    await keyboard.press('Enter')
    await new AccountPage(window).frame().waitFor()
    // The first run, an import, three cases and an export: half a minute on a quiet machine.
  }, 300_000)
})
