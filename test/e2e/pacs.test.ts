import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { hasOrthanc, startOrthanc } from '../support/orthanc.ts'
import { AccountPage } from './pages/account.ts'
import { PacsTab } from './pages/pacs.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { openWindow } from './support/window.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

it.skipIf(!hasOrthanc)('a PACS is named and tested, searched, and its films come in; a file goes back', async () => {
  const orthanc = await startOrthanc()
  onTestFinished(orthanc.stop)
  const root = '1.2.826.0.1.3680043.10.9999.70'
  for (let patient = 1; patient <= 4; patient += 1) {
    await orthanc.add(pacsFilm({ patientId: `PAT-${patient}`, patientName: `Wang^Li ${patient}`, studyUid: `${root}.${patient}`, sopUid: `${root}.${patient}.1.1`, seed: 700 + patient }))
  }
  const folder = mkdtempSync(join(tmpdir(), 'ctw-send-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const result = join(folder, 'result.dcm')
  writeFileSync(result, pacsFilm({ patientId: 'PAT-1', studyUid: `${root}.1`, sopUid: `${root}.1.2.1`, seriesUid: `${root}.1.2`, seed: 709 }))
  const window = await openWindow(browser, { language: 'en' })
  const { page } = window
  await new AccountPage(window).firstRun()
  const tab = new PacsTab(window)
  await tab.open()
  await window.screenshot('pacs-off')
  await tab.chooseProtocol('dimse')
  await tab.save()
  await page.locator('[role="alert"][data-code="pacs.noPeer"]').waitFor()
  await window.screenshot('pacs-dimse')
  await tab.chooseProtocol('dicomweb')
  await tab.connect({ ...orthanc, password: 'wrong' })
  await page.locator('[role="alert"][data-code="pacs.denied"]').waitFor()
  await tab.connect(orthanc)
  await tab.works().waitFor()
  await window.screenshot('pacs-settings')
  // What the test found is not said of another address.
  const url = page.getByLabel(window.text.pacs.url, { exact: true })
  await url.fill(`${orthanc.url}/other`)
  expect(await tab.works().count()).toBe(0)
  await url.fill(orthanc.url)
  await tab.search('NOBODY')
  await page.getByText(window.text.pacs.noneTitle).waitFor()
  await tab.search('')
  await tab.study('PAT-2').getByRole('checkbox').check()
  await tab.study('PAT-3').getByRole('checkbox').check()
  await page.getByRole('button', { name: window.text.pacs.hideSettings }).click()
  expect(await violations(page)).toEqual([])
  await window.screenshot('pacs-found')
  await tab.retrieve('2')
  await window.screenshot('pacs-report')
  await tab.send(result)
  expect(await orthanc.count()).toBe(5)
  expect(await violations(page)).toEqual([])
})
