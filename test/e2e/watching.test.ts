import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { WatchTab } from './pages/watching.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { openWindow } from './support/window.ts'

const sample = join(import.meta.dirname, '..', '..', 'resources', 'samples', 'film-1.jpg')

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

it('a watched folder is named, brings its new files in by itself, and says when it is gone', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'ctw-watched-'))
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }))
  const folder = join(outside, 'incoming')
  mkdirSync(folder)
  cpSync(sample, join(folder, 'film.jpg'))
  writeFileSync(join(folder, 'letter.txt'), 'no picture')
  const window = await openWindow(browser, { language: 'en' })
  const { page } = window
  await new AccountPage(window).firstRun()
  const tab = new WatchTab(window)
  await tab.open()
  await tab.state('off').waitFor()
  await tab.watch(join(outside, 'nowhere'))
  await page.locator('[role="alert"][data-code="watch.folder"]').waitFor()
  await tab.watch(folder)
  await tab.state('looking').waitFor()
  // A look every ten seconds, and a file is taken at the second one that finds it unchanged.
  await tab.showReport()
  expect(await tab.rejected().getAttribute('data-code')).toBe('image.unsupported')
  expect(await violations(page)).toEqual([])
  await window.screenshot('watched-folder')
  renameSync(folder, `${folder}-away`)
  await tab.state('unreachable').waitFor()
})
