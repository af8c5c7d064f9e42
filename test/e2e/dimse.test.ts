import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { splitFile } from '../../src-main/dicom/dataSet.ts'
import { explicitLittle } from '../../src-main/dicom/syntaxes.ts'
import { commandFields } from '../../src-main/pacs/dimse/command.ts'
import { openAssociation } from '../../src-main/pacs/dimse/connect.ts'
import { usualLimits } from '../../src-main/pacs/limits.ts'
import { errors } from '../../src-renderer/text/en/errors.ts'
import { pacsFilm } from '../fixtures/pacsFilms.ts'
import { freePort } from '../support/orthanc.ts'
import { AccountPage } from './pages/account.ts'
import { DimseTab } from './pages/dimse.ts'
import { violations } from './support/axe.ts'
import { launchChromium } from './support/chromium.ts'
import { openWindow } from './support/window.ts'

const digitalFilm = '1.2.840.10008.5.1.4.1.1.1.1'

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
  const port = await freePort()
  await tab.receive(port, 'CTW')
  await tab.state('listening').waitFor()
  await tab.works().waitFor()
  await tab.send(film)
  await window.page.getByText(window.text.dimse.received, { exact: true }).waitFor()
  expect(await violations(window.page)).toEqual([])
  await window.screenshot('dimse')

  await expect.poll(() => window.services.jobs.list().find(({ kind }) => kind === 'import')).toMatchObject({ state: 'done', done: 1, total: 1 })
  const peer = { host: '127.0.0.1', port, calledAe: 'CTW', callingAe: 'CTW' }
  const broken = await openAssociation(peer, { contexts: [{ abstractSyntax: digitalFilm, transferSyntaxes: [explicitLittle.uid] }] }, usualLimits)
  const sopUid = '1.2.826.0.1.3680043.10.9999.80.1.2'
  const second = pacsFilm({ patientId: 'PAT-81', studyUid: '1.2.826.0.1.3680043.10.9999.80', sopUid, seed: 81 })
  await broken.send(broken.contextFor(digitalFilm) ?? 0, { affectedClass: digitalFilm, commandField: commandFields.store, messageId: 1, priority: 0, affectedInstance: sopUid }, splitFile(second).dataSet)
  expect((await broken.next())?.command.status).toBe(0)
  broken.abort()
  await window.page.getByTestId('queue').click()
  await window.page.locator('[data-testid="job"][data-state="failed"]').getByText(errors['dimse.brokenOff']).waitFor()
  // The list fades in.
  await expect.poll(() => violations(window.page)).toEqual([])
  await window.screenshot('dimse-broken-off')
})
