import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { freePort } from '../support/orthanc.ts'
import { AccountPage } from './pages/account.ts'
import { DimseTab } from './pages/dimse.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { openWindow } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

it('receiving is switched on, a film sent to this very program comes in, and the screen says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctw-dimse-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const film = join(folder, 'film.dcm')
  writeFileSync(film, pacsFilm({ patientId: 'PAT-80', studyUid: '1.2.826.0.1.3680043.10.9999.80', sopUid: '1.2.826.0.1.3680043.10.9999.80.1.1', seed: 80 }))
  const window = await openWindow(browser, { language: 'en' })
  await new AccountPage(window).firstRun()
  const tab = new DimseTab(window)
  await tab.open()
  await tab.state('off').waitFor()
  // Why nothing can be saved is said in words.
  const { page, text } = window
  await page.getByLabel(text.dimse.port, { exact: true }).fill('70000')
  await page.getByText(text.dimse.portBad).waitFor()
  await page.getByLabel(text.dimse.peerHost).fill('pacs')
  await page.getByText(text.dimse.titleBad).waitFor()
  expect(await page.getByRole('button', { name: text.dimse.save }).first().isDisabled()).toBe(true)
  expect(await violations(page)).toEqual([])
  await tab.receive(await freePort(), 'CTW')
  await tab.state('listening').waitFor()
  await tab.works().waitFor()
  await tab.send(film)
  await window.page.getByText(window.text.dimse.received, { exact: true }).waitFor()
  expect(await violations(window.page)).toEqual([])
  await window.screenshot('dimse')
})
