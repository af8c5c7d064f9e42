import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { WorklistPage } from './pages/worklist.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { fillLongWorklist } from './support/longWorklist.ts'
import { languages, openWindow } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

it.each(languages)('shows how far each task is in %s, and leads to its cases', async (language) => {
  const window = await openWindow(browser, { language })
  const { page, text, services, screenshot } = window
  await new AccountPage(window).firstRun()
  fillLongWorklist(services, 70)
  const worklist = new WorklistPage(window)
  await worklist.open()
  await worklist.waitForCount(70)
  await worklist.row('P-000069').click()
  await worklist.assignTo(text.worklist.choice.me(''.concat(services.access.info()?.name ?? '')))
  await worklist.waitForChanged(1)
  await page.keyboard.press('G')
  const films = page.locator('[data-task="chestxray14"]')
  await films.locator('[data-count="imported"]').getByText('60', { exact: true }).waitFor()
  // Of 60 films the twelve at every fifth place are signed.
  await films.locator('[data-count="signed"]').getByText('12', { exact: true }).waitFor()
  await films.getByRole('img', { name: text.progress.share('20', '0') }).waitFor()
  expect(await violations(page)).toEqual([])
  await screenshot('progress')
  services.facts.save({ language, theme: 'dark', guide: false })
  await page.reload()
  await films.waitFor()
  await page.waitForTimeout(400)
  await screenshot('progress-dark')
  await page.getByRole('link', { name: text.common.task.tongue }).click()
  await worklist.waitForCount(10)
})
