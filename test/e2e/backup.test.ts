import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { filmPng } from '../fixtures/pictures.ts'
import { bringCases } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

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
})
