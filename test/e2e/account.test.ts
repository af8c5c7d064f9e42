import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { researchUseOnly } from '../../src-shared/research.ts'
import { AccountPage } from './pages/account.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerPassword } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(languages)('first run, lock and recovery in %s', (language) => {
  it('leads from the language over the printed key to an empty worklist', async () => {
    const window = await openWindow(browser, { language })
    const account = new AccountPage(window)
    await account.chooseLanguage()
    await account.createOwner()
    const groups = await account.printedGroups()
    expect(groups.length).toBeGreaterThanOrEqual(8)
    await window.screenshot('recovery-key')

    // A wrong group does not pass, and the key can be looked at again.
    await account.typeGroupsBack(groups, (group) => group.replace(/./u, (letter) => (letter === 'X' ? 'Y' : 'X')))
    await window.page.getByText(window.text.account.recoveryWrong).waitFor()
    expect(await account.frame().isVisible()).toBe(false)
    await account.typeGroupsBack(groups, (group) => ` ${group.toLowerCase()} `)

    await window.page.getByTestId('empty').getByText(window.text.worklist.emptyTitle).waitFor()
    expect(await window.page.getByTestId('research-line').textContent()).toBe(researchUseOnly[language])
    expect(await window.page.evaluate(() => document.documentElement.lang)).toBe(language)
    expect(window.page.url()).not.toContain('code=')
    await window.screenshot('worklist-empty')
  })

  it('locks without losing the screen, refuses a wrong password in words, and opens again', async () => {
    const window = await openWindow(browser, { language })
    const account = new AccountPage(window)
    await account.firstRun()
    await window.go('#/import')
    await window.page.locator('input[type="radio"][value="byHand"]').check()
    await window.page.getByLabel(window.text.importing.pseudonym, { exact: true }).fill('P-draft')

    // The idle lock comes from the program, not from this window.
    window.services.access.signOut()
    await account.lockScreen().waitFor()
    expect(await account.frame().isVisible()).toBe(false)
    expect(await window.page.getByTestId('research-line').last().isVisible()).toBe(true)
    await window.page.keyboard.press('?')
    expect(await window.page.getByRole('dialog').count()).toBe(0)
    await window.screenshot('lock')

    await account.signIn('not the password')
    const alert = account.error()
    await alert.waitFor()
    expect(await alert.getAttribute('data-code')).toBe('auth.wrongPassword')
    expect(await alert.textContent()).toContain(window.text.common.incident('').trim())

    await account.signIn()
    await account.frame().waitFor()
    expect(await window.page.getByLabel(window.text.importing.pseudonym, { exact: true }).inputValue()).toBe('P-draft')
  })

  it('opens with the printed key, sets a new password and shows a new key', async () => {
    const window = await openWindow(browser, { language })
    const account = new AccountPage(window)
    const groups = await account.firstRun()
    await account.lock()

    await account.recover([...groups.slice(1), ...groups.slice(0, 1)], 'another lamp 8')
    await account.error().waitFor()
    expect(await account.error().getAttribute('data-code')).toBe('auth.wrongRecoveryKey')

    await window.page.getByLabel(window.text.account.recoveryKey).fill(groups.join(' '))
    await window.page.getByRole('button', { name: window.text.account.recover }).click()
    const fresh = await account.printedGroups()
    expect(fresh).not.toEqual(groups)
    await account.typeGroupsBack(fresh)
    await account.frame().waitFor()

    await account.lock()
    await account.signIn(ownerPassword)
    await account.error().waitFor()
    await account.signIn('another lamp 8')
    await account.frame().waitFor()
  })
})

it('changes language and light at once and keeps them', async () => {
  const window = await openWindow(browser)
  await new AccountPage(window).firstRun()
  await window.go('#/settings')
  // The choice shows once the store has it, so it is clicked and awaited, not "checked".
  for (const value of ['reading', 'en']) {
    await window.page.locator(`input[value="${value}"]`).click()
    await window.page.locator(`input[value="${value}"]:checked`).waitFor()
  }
  await window.page.getByText(researchUseOnly.en).waitFor()
  await window.page.reload()
  await window.page.getByText(researchUseOnly.en).waitFor()
  const lightness = await window.page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/gu)?.map(Number) ?? [])
  expect(Math.max(...lightness)).toBeLessThan(32)
})

it('says what to do when the address carries no valid code', async () => {
  const window = await openWindow(browser)
  await new AccountPage(window).chooseLanguage()
  const stranger = await browser.newContext()
  const page = await stranger.newPage()
  await page.goto(`${window.page.url().split('#')[0]}#code=0123456789abcdef`)
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.getAttribute('data-code')).toBe('host.unreachable')
  await stranger.close()
})
