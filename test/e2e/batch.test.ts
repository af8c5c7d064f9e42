import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { normalFilm } from '../support/normalFilms.ts'
import { AccountPage } from './pages/account.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerPassword } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

describe.each(languages)('normal films signed together (%s)', (language) => {
  it('are drawn, read singly and signed from the worklist, with the keyboard', async () => {
    const window = await openWindow(browser, {
      language,
      prepare: async (services) => {
        await bringCases(services, language, [])
        for (let count = 0; count < 10; count += 1) await normalFilm(services, sendTo(services))
      },
    })
    const { page, services } = window
    const text = window.text.worklist.batch
    await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: text.action }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(text.eligible(10, 5)).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(text.sample(5, 10)).waitFor()
    expect(await page.getByRole('dialog').getByRole('link').count()).toBe(5)
    expect(await page.getByRole('button', { name: text.sign(5) }).isDisabled()).toBe(true)
    await expect.poll(() => violations(page)).toEqual([])
    await window.screenshot('batch-sample')
    await page.keyboard.press('Escape')
    const send = sendTo(services)
    await send('signing.open', { password: ownerPassword })
    const { batch } = await send('batch.show', {})
    for (const { caseId } of batch?.sample ?? []) {
      const { read } = await send('case.open', { caseId: caseId as CaseId })
      await send('read.sign', { readId: read.readId, baseRevision: read.revision })
    }
    await page.getByRole('button', { name: text.action }).click()
    await page.getByLabel(text.password).fill(ownerPassword)
    await window.screenshot('batch-ready')
    await page.keyboard.press('Enter')
    await page.getByText(text.ended.signed(5, 10)).waitFor()
    await window.screenshot('batch-signed')
    expect(services.store.database().prepare(`SELECT count(*) FROM reads WHERE phase = 'signed'`).pluck().get()).toBe(10)
  })
})
