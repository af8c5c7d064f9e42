import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
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
