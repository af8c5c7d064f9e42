import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { PeoplePage } from './pages/people.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerName, ownerPassword } from './support/window.ts'

const lin = { name: 'Lin 林', handedOver: 'handed over 7', own: 'chosen myself 9' } as const

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(languages)('people in %s', (language) => {
  it('adds a colleague, who chooses a password and sees what the role allows and nothing of the one before', async () => {
    const window = await openWindow(browser, { language })
    const account = new AccountPage(window)
    await account.firstRun()
    const people = new PeoplePage(window)
    await people.open()
    await window.screenshot('people-alone')
    await people.add(lin.name, 'expert', lin.handedOver, 'not my password')
    await account.error().waitFor()
    expect(await account.error().getAttribute('data-code')).toBe('auth.wrongPassword')
    await people.submitWith(ownerPassword)
    await people.row(lin.name).waitFor()
    await window.screenshot('people')

    await window.go('#/import')
    await window.page.locator('input[type="radio"][value="byHand"]').check()
    await window.page.getByLabel(window.text.importing.pseudonym, { exact: true }).fill('P-draft')
    await account.lock()
    await account.signIn(lin.handedOver, lin.name)
    await people.mustChange().waitFor()
    expect(await account.frame().isVisible()).toBe(false)
    await window.screenshot('people-must-change')
    await people.changePassword(lin.handedOver, lin.own)
    await account.frame().waitFor()
    expect(window.page.url()).toContain('#/worklist')
    expect(await window.page.getByRole('link', { name: window.text.frame.pages.people }).count()).toBe(0)
    expect(await window.page.getByRole('link', { name: window.text.frame.pages.exports }).count()).toBe(1)

    await account.lock()
    await account.signIn(ownerPassword, ownerName)
    await account.frame().waitFor()
    await people.open()
    await people.setRole(lin.name, 'reader')
    await people.close(lin.name)
    await people.row(lin.name).getByText(window.text.people.states.left('').trim()).waitFor()
    await window.screenshot('people-left')
  })
})
