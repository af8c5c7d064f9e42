import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { VersionsPage } from './pages/versions.ts'
import { bringCases } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { signedFilms } from './support/signedFilms.ts'
import { languages, openWindow } from './support/window.ts'

const shipped = join(import.meta.dirname, '..', 'fixtures', 'models', 'chestxray14')

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

/** A copy of the film model under another name, as a training writes one. */
function trainedModel(): string {
  const work = mkdtempSync(join(tmpdir(), 'ctw-model-'))
  onTestFinished(() => rmSync(work, { recursive: true, force: true }))
  const folder = join(work, 'own-films')
  cpSync(shipped, folder, { recursive: true })
  const file = join(folder, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  writeFileSync(file, JSON.stringify({ ...manifest, id: 'own-films', version: '1.1.0' }))
  return folder
}

describe.each(languages)('versions of a model in %s', (language) => {
  it('are added, compared, activated with a reason and taken back', { timeout: 240_000 }, async () => {
    const window = await openWindow(browser, { language, prepare: (services) => signedFilms(services, language, 60) })
    const versions = new VersionsPage(window)
    const { page, text } = window
    await versions.open()
    await page.getByRole('tab', { name: text.common.task.chestxray14 }).click()
    await page.getByTestId('empty').waitFor()
    await versions.chooseFolder(join(shipped, '..'))
    expect(await versions.chosen().textContent()).toContain(text.versions.noManifest)
    expect(await versions.addButton().isDisabled()).toBe(true)
    await versions.chooseFolder(trainedModel())
    await versions.addButton().click()
    const added = 'own-films 1.1.0'
    await versions.waitForState(added, 'challenger')
    expect(await versions.activateButton(added).isDisabled()).toBe(true)
    await versions.compare(added)
    await versions.waitForVerdict(added, 'tooFew')
    expect(await versions.comparison().locator('tr[data-label]').count()).toBe(2)
    await window.screenshot('versions')
    await versions.activateButton(added).click()
    expect(await versions.dialog().textContent()).toContain(text.versions.activateKept)
    const tick = versions.dialog().getByRole('checkbox')
    await versions.dialog().getByLabel(text.versions.reason).fill('trial')
    expect(await versions.dialog().getByRole('button', { name: text.versions.activate }).isDisabled()).toBe(true)
    await tick.check()
    await window.screenshot('versions-activate')
    await versions.confirm('trial')
    await versions.waitForState(added, 'active')
    await versions.rollBackButton().click()
    await versions.confirm('back')
    await versions.waitForState(added, 'retired')
    await page.locator('summary').click()
    expect(await page.getByTestId('activations').locator('li').count()).toBe(2)
  })
})

it('shows an expert the list and why there is nothing to press', async () => {
  const window = await openWindow(browser, {
    language: 'en',
    prepare: async (services) => {
      await bringCases(services, 'en', [])
      services.store.write((db) => db.prepare(`UPDATE users SET role = 'expert'`).run())
      services.access.signOut()
    },
  })

  await new AccountPage(window).signIn()
  const versions = new VersionsPage(window)
  await versions.open()
  await window.page.getByTestId('read-only').waitFor()
  expect(await window.page.getByTestId('add-version').count()).toBe(0)
  expect(await window.page.locator('main').getByRole('button').count()).toBe(0)
})
