import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { WorklistPage } from './pages/worklist.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { fillLongWorklist } from './support/longWorklist.ts'
import { languages, openWindow, ownerName, ownerPassword } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

it.each(languages)('keeps filter, order and columns under a name and a key in %s, and the list as it was left', async (language) => {
  const window = await openWindow(browser, { language })
  const { page, text, services, screenshot } = window
  await new AccountPage(window).firstRun()
  fillLongWorklist(services, 30)
  const worklist = new WorklistPage(window)
  const { views, columns } = text.worklist
  const headers = async (): Promise<string> => (await page.locator('[role="columnheader"]').allTextContents()).join(' ')
  // While it fades nobody finds it by its role, and it still has the keyboard.
  const closed = () => expect.poll(() => page.locator('[role="dialog"]').count()).toBe(0)
  await worklist.open('?task=tongue&sort=pseudonym&order=ascending')
  await worklist.waitForCount(5)
  await page.keyboard.press('V')
  const menu = page.getByRole('dialog', { name: views.title })
  await menu.getByRole('checkbox', { name: columns.visitDate }).uncheck()
  await menu.getByRole('button', { name: views.left(columns.reader) }).click()
  await menu.getByLabel(views.name).fill('舌象')
  await page.waitForTimeout(300)
  expect(await violations(page)).toEqual([])
  await screenshot('views')
  await menu.getByLabel(views.name).press('Enter')
  await closed()
  await worklist.open()
  await worklist.waitForCount(30)
  await page.keyboard.press('V')
  await menu.getByRole('button', { name: views.reset }).click()
  await expect.poll(headers).toContain(columns.visitDate)
  await page.keyboard.press('Escape')
  await closed()
  await page.keyboard.press('Alt+1')
  await worklist.waitForCount(5)
  await expect.poll(headers).not.toContain(columns.visitDate)
  expect(await headers()).toMatch(new RegExp(`${columns.reader}.*${columns.assignee}`, 'u'))
  await screenshot('view-opened')

  // How the list stands is kept a moment later, and found again by the next window.
  const left = (): unknown => services.store.database().prepare(`SELECT body ->> '$.filter.task' FROM worklist_views WHERE place = 0`).pluck().get()
  await expect.poll(left).toBe('tongue')
  await page.goto('about:blank')
  await services.access.signOut()
  await services.access.signIn(ownerName, ownerPassword)
  await worklist.open()
  await worklist.waitForCount(5)
  await expect.poll(headers).not.toContain(columns.visitDate)
  await page.keyboard.press('V')
  await menu.getByRole('button', { name: views.remove('舌象') }).click()
  await expect.poll(() => services.store.database().prepare('SELECT count(*) FROM worklist_views WHERE place > 0').pluck().get()).toBe(0)
})
