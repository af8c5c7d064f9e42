import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertUser } from '../../src-main/store/users.ts'
import type { UserId } from '../../src-shared/domain/ids.ts'
import { AccountPage } from './pages/account.ts'
import { WorklistPage } from './pages/worklist.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { fillLongWorklist, longWorklistRows } from './support/longWorklist.ts'
import { languages, openWindow, ownerName, type WindowOptions } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

async function openList(rows: number, options: WindowOptions = { language: 'en' }) {
  const window = await openWindow(browser, options)
  await new AccountPage(window).firstRun()
  fillLongWorklist(window.services, rows)
  const colleague = { userId: randomUUID() as string as UserId, name: 'Ng', role: 'reader', passwordByOther: false } as const
  window.services.store.write((db) => insertUser(db, colleague, '2026-01-01T00:00:00.000Z'))
  const worklist = new WorklistPage(window)
  await worklist.open('?sort=pseudonym&order=ascending')
  await worklist.waitForCount(rows)
  await worklist.row('P-000000').waitFor()
  return { ...window, worklist, press: (chord: string) => window.page.keyboard.press(chord) }
}

it('tags a case by key, suggests the word for another, takes it off from the menu, and filters by it', async () => {
  const { worklist, page, press, text, screenshot } = await openList(12)
  await worklist.addTag('second look')
  await worklist.row('P-000000').locator('[data-tags="second look"]').waitFor()
  await press('ArrowDown')
  await press('T')
  await page.getByRole('dialog').getByRole('combobox').fill('sec')
  await page.getByRole('option', { name: 'second look' }).waitFor()
  await screenshot('worklist-tags')
  await press('ArrowDown')
  await press('Enter')
  await press('Enter')
  await worklist.row('P-000001').locator('[data-tags="second look"]').waitFor()
  await worklist.open('?tag=SECOND%20look&sort=pseudonym&order=ascending')
  await worklist.waitForCount(2)
  await page.getByRole('button', { name: text.worklist.rowMenu('P-000001') }).click()
  await page.getByRole('menuitem', { name: text.worklist.choice.tags }).click()
  await page.getByRole('button', { name: text.worklist.choice.takeOff('second look') }).focus()
  await press('Delete')
  await worklist.waitForCount(1)
  // In the middle of a reading list the way back is one key.
  await press('Control+Z')
  await worklist.waitForCount(2)
  await worklist.search('ond lo')
  await worklist.waitForCount(2)
})

it('chooses rows with Ctrl, Shift and the arrows, and sets all of them at once', async () => {
  const { worklist, page, press } = await openList(12)
  await worklist.row('P-000001').click()
  await worklist.row('P-000004').click({ modifiers: ['ControlOrMeta'] })
  await worklist.waitForChosen(2)
  await press('1')
  await worklist.row('P-000001').locator('[data-priority="1"]').waitFor()
  await worklist.row('P-000004').locator('[data-priority="1"]').waitFor()
  await worklist.waitForChanged(2)
  await worklist.row('P-000006').click()
  await worklist.row('P-000009').click({ modifiers: ['Shift'] })
  await worklist.waitForChosen(4)
  await press('Shift+ArrowUp')
  await worklist.waitForChosen(3)
  await press('2')
  await worklist.waitForChanged(3)
  await expect.poll(() => page.locator('[data-priority="2"]').count()).toBe(3)
  await press('Control+Z')
  await expect.poll(() => page.locator('[data-priority="2"]').count()).toBe(0)
  await expect.poll(() => page.locator('[data-priority="1"]').count()).toBe(2)
  await press('Escape')
  await expect.poll(() => page.getByTestId('choice').count()).toBe(0)
  expect(await worklist.selected().count()).toBe(1)
})

it('changes 112,120 cases of which few are loaded, after a question, and takes it back', async () => {
  const { worklist, page, press, text, screenshot, services } = await openList(longWorklistRows)
  await press('Control+A')
  await worklist.waitForChosen(longWorklistRows)
  await worklist.row('P-000002').click({ modifiers: ['ControlOrMeta'] })
  await worklist.waitForChosen(longWorklistRows - 1)
  await worklist.addTag('cohort 2026')
  const question = page.getByRole('dialog')
  await question.getByText('112,119').first().waitFor()
  await screenshot('worklist-confirm')
  await press('Enter')
  await worklist.waitForChanged(longWorklistRows - 1)
  await screenshot('worklist-changed')
  const tagged = (): unknown => services.store.database().prepare('SELECT count(*) FROM case_tags').pluck().get()
  expect(tagged()).toBe(longWorklistRows - 1)
  await page.getByTestId('changed').getByRole('button', { name: text.worklist.choice.undo }).click()
  await expect.poll(tagged).toBe(0)
  // A range whose rows nobody has loaded.
  await press('Escape')
  await press('Home')
  await press('Shift+End')
  await worklist.waitForChosen(longWorklistRows)
}, 300_000)

it('hands cases to people: a column, a filter, and what waits for oneself', async () => {
  const { worklist, page, press, text } = await openList(12)
  await press('Shift+ArrowDown')
  await press('Shift+ArrowDown')
  await worklist.waitForChosen(3)
  await worklist.assignTo('Ng')
  await worklist.waitForChanged(3)
  await worklist.row('P-000002').getByText('Ng').waitFor()
  await press('Escape')
  await worklist.row('P-000005').click()
  await worklist.assignTo(text.worklist.choice.me(ownerName))
  await worklist.row('P-000008').click()
  await worklist.assignTo(text.worklist.choice.me(ownerName))
  await worklist.waitForChanged(1)
  await page.getByLabel(text.worklist.columns.assignee).first().click()
  await page.getByRole('option', { name: text.worklist.choice.me(ownerName) }).click()
  await worklist.waitForCount(2)
  expect(page.url()).toContain('assigned=me')
  // P-000005 is signed: the next of mine is P-000008.
  await worklist.row('P-000005').click()
  await press('N')
  await page.waitForURL(/#\/case\/c0000000-0000-4000-8000-000000000008/u)
})

it.each(languages)('can be used and read with chosen rows in %s', async (language) => {
  const { worklist, page, press, screenshot, services } = await openList(40, { language })
  await worklist.addTag('第二次看')
  await worklist.waitForChanged(1)
  await press('Shift+ArrowDown')
  await press('Shift+ArrowDown')
  await worklist.waitForChosen(3)
  await worklist.assignTo('Ng')
  await worklist.waitForChanged(3)
  for (const theme of ['light', 'dark'] as const) {
    services.facts.save({ language, theme, guide: false })
    await page.reload()
    await worklist.waitForCount(40)
    await press('Shift+ArrowDown')
    await press('3')
    await worklist.waitForChanged(2)
    await page.waitForTimeout(400)
    expect(await violations(page)).toEqual([])
    await screenshot(`worklist-chosen-${theme}`)
    await page.setViewportSize({ width: 2560, height: 1440 })
    await page.waitForTimeout(400)
    await screenshot(`worklist-chosen-${theme}-2560`)
    await page.setViewportSize({ width: 1280, height: 800 })
    await press('Control+Z')
  }
})
