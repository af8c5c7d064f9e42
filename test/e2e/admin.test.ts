import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(languages)('models and audit in %s', (language) => {
  it('verifies every model and shows its card, demonstration flag and engine', async () => {
    const window = await openWindow(browser, { language })
    await new AccountPage(window).firstRun()
    await window.go('#/models')
    const rows = window.page.locator('tr[data-model]')
    await rows.first().waitFor()
    await window.page.getByRole('button', { name: window.text.models.verify }).click()
    await window.page.locator('tr[data-model="chestxray14"][data-verdict="ok"]').waitFor({ timeout: 60_000 })
    expect(await window.page.locator('tr[data-model]:not([data-verdict="ok"])').count()).toBe(0)
    expect(await rows.first().getByText(window.text.common.demonstration, { exact: true }).isVisible()).toBe(true)
    expect(await window.page.getByTestId('model-detail').textContent()).toContain('Research use only')
    await window.screenshot('models')
  })

  it('finds the store whole and lists who did what', async () => {
    const window = await openWindow(browser, { language })
    await new AccountPage(window).firstRun()
    await window.go('#/audit')
    await window.page.locator('tr[data-event="owner.create"]').waitFor()
    await window.page.getByRole('button', { name: window.text.admin.verify }).click()
    const verdict = window.page.getByTestId('store-verdict')
    await verdict.waitFor()
    expect(await verdict.getAttribute('data-ok')).toBe('true')
    await window.page.locator('tr[data-event="store.verify"]').waitFor()
    await window.screenshot('audit')
  })
})

describe.each(languages)('the schedule of training bundles in %s', (language) => {
  it('is off at first, refuses a bad folder, and is kept as it was saved', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ctw-bundles-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const window = await openWindow(browser, { language })
    const { page, text } = window
    await new AccountPage(window).firstRun()
    await window.go('#/settings')
    const words = text.retraining
    await page.locator('[data-testid="retraining"][data-on="false"]').waitFor()
    await page.getByLabel(words.folder).fill('/no/such/folder')
    await page.getByLabel(words.everySignatures).fill('x')
    const save = page.getByTestId('retraining').getByRole('button', { name: words.save })
    expect(await save.isDisabled()).toBe(true)
    // Why, is said in words that belong to the field.
    const why = (label: string): Promise<string | null> => page.getByLabel(label).evaluate((field) => document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent ?? null)
    expect(await why(words.everySignatures)).toContain(words.countBad(100_000))
    expect(await why(words.everyDays)).toBeNull()
    await page.getByLabel(words.everyDays).fill('366')
    expect(await why(words.everyDays)).toContain(words.countBad(365))
    expect(await violations(page)).toEqual([])
    await window.screenshot('settings-retraining-bad')
    await page.getByLabel(words.everyDays).fill('0')
    await page.getByLabel(words.everySignatures).fill('50')
    await save.click()
    await page.locator('[role="alert"][data-code="export.folder"]').waitFor()
    await page.getByLabel(words.folder).fill(folder)
    await page.getByLabel(words.everyDays).fill('7')
    await save.press('Enter')
    await page.locator('[data-testid="retraining"][data-on="true"]').waitFor()
    await page.getByTestId('retraining').scrollIntoViewIfNeeded()
    await window.screenshot('settings-retraining')
    await page.reload()
    await page.locator('[data-testid="retraining"][data-on="true"]').waitFor()
    expect(await page.getByLabel(words.everyDays).inputValue()).toBe('7')
  })
})
