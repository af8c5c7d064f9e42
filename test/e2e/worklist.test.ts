import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { WorklistPage } from './pages/worklist.ts'
import { launchChromium } from './support/chromium.ts'
import { fillLongWorklist, longWorklistRows } from './support/longWorklist.ts'
import { openWindow } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

it('walks, filters, searches and sorts 112,120 cases by keyboard and mouse', async () => {
  const window = await openWindow(browser, { language: 'en' })
  await new AccountPage(window).firstRun()
  fillLongWorklist(window.services)
  const worklist = new WorklistPage(window)
  await worklist.open('?sort=pseudonym&order=ascending')
  await worklist.waitForCount(longWorklistRows)
  await worklist.row('P-000000').waitFor()

  // Only what can be seen is drawn.
  expect(await worklist.rows().count()).toBeLessThan(80)
  await window.page.keyboard.press('End')
  await worklist.selected().filter({ hasText: `P-${longWorklistRows - 1}` }).waitFor()
  await window.page.keyboard.press('ArrowUp')
  await worklist.selected().filter({ hasText: `P-${longWorklistRows - 2}` }).waitFor()
  await window.page.keyboard.press('Home')
  await window.page.keyboard.press('PageDown')
  await window.page.keyboard.press('ArrowDown')
  await worklist.selected().filter({ hasText: /P-0000[12]\d/u }).waitFor()

  await worklist.sortBy('pseudonym')
  await worklist.row(`P-${longWorklistRows - 1}`).waitFor()
  await worklist.filterStatus('signed')
  await worklist.waitForCount(Math.ceil(longWorklistRows / 5))
  expect(window.page.url()).toContain('status=signed')

  // "/" leads to the search box; keys of the list are then letters.
  await window.page.keyboard.press('/')
  await window.page.keyboard.type('P-01234')
  await worklist.waitForCount(2)
  await window.screenshot('worklist-long')
  await worklist.search('nobody')
  await worklist.empty().getByText(window.text.worklist.noMatchTitle).waitFor()
  await worklist.empty().getByRole('button', { name: window.text.worklist.clearFilters }).click()
  await worklist.waitForCount(longWorklistRows)
  // Filling the store takes most of this.
}, 300_000)

it('keeps the filter in the address, drops nonsense from it, and opens the chosen case', async () => {
  const window = await openWindow(browser, { language: 'zh-CN' })
  await new AccountPage(window).firstRun()
  fillLongWorklist(window.services, 50)
  const worklist = new WorklistPage(window)
  await worklist.open('?task=tongue&status=constructor&label=%3Cimg%3E&score=7&sort=__proto__')
  await worklist.waitForCount(8)
  await window.page.locator('[role="grid"]').focus()
  await window.page.keyboard.press('Enter')
  await window.page.waitForURL(/#\/case\/c0000000-.*task=tongue/u)
  await window.page.goBack()
  await worklist.waitForCount(8)
})

it('sets priorities by key, sorts and filters by them, and opens the next case that is not signed', async () => {
  const window = await openWindow(browser, { language: 'en' })
  await new AccountPage(window).firstRun()
  fillLongWorklist(window.services, 12)
  const worklist = new WorklistPage(window)
  await worklist.open('?sort=pseudonym&order=ascending')
  await worklist.waitForCount(12)
  const { page } = window
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('2')
  await worklist.row('P-000001').locator('[data-priority="2"]').waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('1')
  await worklist.row('P-000011').locator('[data-priority="1"]').waitFor()
  await worklist.sortBy('priority')
  expect((await worklist.pseudonyms()).length).toBe(12)
  await expect.poll(async () => (await worklist.pseudonyms()).slice(0, 3)).toEqual(['P-000011', 'P-000001', 'P-000000'])
  await window.screenshot('worklist-priority')
  await worklist.open('?priority=1')
  await worklist.waitForCount(1)
  await worklist.open('?sort=pseudonym&order=ascending&task=chestxray14')
  await worklist.waitForCount(10)
  // P-000004 is followed by P-000005, which is signed, and P-000006.
  await worklist.row('P-000004').click()
  await page.keyboard.press('N')
  await page.waitForURL(/#\/case\/c0000000-0000-4000-8000-000000000006/u)
})

it('shows every key of the page on "?" and no two for the same chord', async () => {
  const window = await openWindow(browser, { language: 'en' })
  await new AccountPage(window).firstRun()
  fillLongWorklist(window.services, 5)
  const worklist = new WorklistPage(window)
  await worklist.open()
  await worklist.waitForCount(5)
  await window.page.keyboard.press('?')
  const sheet = window.page.getByRole('dialog')
  await sheet.getByText(window.text.worklist.keyOpen).waitFor()
  expect(await sheet.getByTestId('key-conflicts').count()).toBe(0)
  await window.screenshot('keys')
  await window.page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
})
