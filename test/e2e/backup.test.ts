import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { filmPng } from '../fixtures/pictures.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerName, ownerPassword } from './support/window.ts'
import { WorklistPage } from './pages/worklist.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(languages)('backups in %s', (language) => {
  it('are planned, made and tried; a bad folder is refused and stays typed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ctw-backups-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const window = await openWindow(browser, {
      language,
      prepare: async (services) => bringCases(services, language, [{ patient: 'C-1', task: 'chestxray14', pictures: [await filmPng({ widthPx: 300, heightPx: 320 })] }]),
    })
    const { page, text } = window
    await window.go('#/backups')
    const typed = page.getByLabel(text.backup.folder)
    await typed.fill('/no/such/folder')
    await page.getByRole('button', { name: text.backup.save }).click()
    await page.getByRole('alert').waitFor()
    expect(await typed.inputValue()).toBe('/no/such/folder')
    expect(await page.getByTestId('backup-now').isDisabled()).toBe(true)
    await typed.fill(folder)
    await page.getByRole('button', { name: text.backup.save }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.getByTestId('backup-now').click()
    await page.locator('[data-backup][data-drill="none"]').waitFor()
    await page.getByRole('button', { name: text.backup.drill }).click()
    await page.locator('[data-backup][data-drill="true"]').waitFor()
    await window.screenshot('backups')
  })

  it('bring back a store that no longer opens, from the lock screen', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ctw-backups-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const window = await openWindow(browser, {
      language,
      prepare: async (services) => {
        await bringCases(services, language, [{ patient: 'C-1', task: 'chestxray14', pictures: [await filmPng({ widthPx: 300, heightPx: 320 })] }])
        const send = sendTo(services)
        await send('backup.plan', { folder, everyHours: 24, keep: 3 })
        await services.jobs.settled((await send('backup.start', {})).jobId)
        services.access.signOut()
        const database = join(services.store.folder, 'ctranscnn.db')
        writeFileSync(database, readFileSync(database).fill(0x5a, 0, 4096))
      },
    })
    const { page, text } = window
    const words = text.account
    await page.getByLabel(words.name, { exact: true }).fill(ownerName)
    await page.getByLabel(words.password, { exact: true }).fill(ownerPassword)
    await page.getByRole('button', { name: words.signIn }).click()
    await page.locator('[role="alert"][data-code="store.damaged"]').waitFor()
    await window.screenshot('restore-damaged')
    await page.getByRole('button', { name: words.restore.open }).click()
    await page.getByTestId('restorable').waitFor()
    expect(await page.getByLabel(words.restore.folder).inputValue()).toBe(folder)
    await page.getByLabel(words.restore.folder).fill('/no/such/folder')
    await page.getByRole('button', { name: words.restore.look }).click()
    await page.locator('[role="alert"][data-code="recovery.folder"]').waitFor()
    await page.getByLabel(words.restore.folder).fill(folder)
    await page.getByRole('button', { name: words.restore.look }).click()
    await page.getByTestId('restorable').waitFor()
    await page.getByLabel(words.name, { exact: true }).fill(ownerName)
    await page.getByLabel(words.password, { exact: true }).fill(ownerPassword)
    await window.screenshot('restore-choice')
    await page.getByRole('button', { name: words.restore.action }).click()
    await page.getByText(words.restore.done(1, 1)).waitFor()
    await window.screenshot('restore-done')
    expect(existsSync(join(window.services.store.folder, 'set-aside'))).toBe(true)
    await page.getByRole('button', { name: words.restore.goOn }).click()
    await new WorklistPage(window).waitForCount(1)
  })
})
