import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { GuideStep } from '../../src-renderer/app/guide.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { WorklistPage } from './pages/worklist.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, type TestWindow } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

const guideAt = ({ page }: TestWindow, next: GuideStep | 'done') => page.locator(`[data-testid="guide"][data-next="${next}"]`).waitFor()

describe.each(languages)('the first case in %s', (language) => {
  it('is signed with the sample cases and the guide, from an empty store', async () => {
    const window = await openWindow(browser, { language })
    const { page, text } = window
    await new AccountPage(window).firstRun()
    const worklist = new WorklistPage(window)
    await worklist.empty().waitFor()
    await window.screenshot('first-run-empty')
    await page.getByRole('button', { name: text.worklist.samples }).click()
    await worklist.waitForCount(6)
    await guideAt(window, 'open')
    await window.screenshot('first-run-worklist')

    const bench = new BenchPage(window)
    await bench.openCase('SAMPLE-01')
    await bench.phase('blind').waitFor()
    await guideAt(window, 'answer')
    await bench.press('1')
    await guideAt(window, 'reveal')
    await window.screenshot('first-run-bench')
    await bench.press('Enter')
    await guideAt(window, 'sign')
    await bench.press('Control+Enter')
    await bench.openSigning()
    await bench.signingOpened()
    await bench.press('Control+Enter')
    await guideAt(window, 'keys')
    await bench.press('?')
    await guideAt(window, 'done')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: text.frame.guide.finish }).click()
    await page.getByTestId('guide').waitFor({ state: 'detached' })

    // The choice is kept.
    await page.reload()
    await page.getByTestId('user-menu').waitFor()
    expect(await page.getByTestId('guide').count()).toBe(0)
  })
})

it('the guide can be had again in the settings', async () => {
  const window = await openWindow(browser, { language: 'en' })
  await new AccountPage(window).firstRun()
  await window.go('#/settings')
  await window.page.getByRole('switch', { name: window.text.admin.guide }).click()
  await guideAt(window, 'open')
  await window.page.getByRole('button', { name: window.text.frame.guide.hide }).click()
  await window.page.getByTestId('guide').waitFor({ state: 'detached' })
})
