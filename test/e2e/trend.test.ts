import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Services } from '../../src-main/app/services.ts'
import { ensurePatient, moveVisit } from '../../src-main/store/patients.ts'
import type { CaseId, VisitId } from '../../src-shared/domain/ids.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerPassword } from './support/window.ts'

const root = join(import.meta.dirname, '..', '..')
const tongue = (number: number): Uint8Array => readFileSync(join(root, 'resources', 'samples', `tongue-${number}.jpg`))

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** Two visits of one patient, the earlier one signed. */
async function twoVisits(services: Services, language: (typeof languages)[number]): Promise<void> {
  await bringCases(services, language, [
    { patient: 'T-1', task: 'tongue', pictures: [tongue(1)] },
    { patient: 'T-2', task: 'tongue', pictures: [tongue(2)] },
  ])
  const rows = services.store.database().prepare('SELECT case_id AS caseId, visit_id AS visitId FROM cases ORDER BY sequence').all() as { caseId: CaseId; visitId: VisitId }[]
  services.store.write((db) => {
    const patient = ensurePatient(db, 'T-2', '2031-05-01T08:00:00.000Z')
    for (const [index, { visitId }] of rows.entries()) {
      moveVisit(db, visitId, patient)
      db.prepare('UPDATE visits SET visit_date = ? WHERE visit_id = ?').run(`2030-0${index + 1}-01`, visitId)
    }
  })
  const send = sendTo(services)
  const [first] = rows
  if (first === undefined) throw new Error('No case came in.')
  const { read } = await send('case.open', { caseId: first.caseId })
  const revealed = await send('read.reveal', { readId: read.readId })
  await send('signing.open', { password: ownerPassword })
  await send('read.sign', { readId: read.readId, baseRevision: revealed.read.revision })
}

/** Runs in the window: how often either picture is drawn anew while nobody touches anything. */
const countFrames = `new Promise((resolve) => {
  let frames = 0
  const count = () => { frames += 1 }
  const canvases = [...document.querySelectorAll('[data-testid="picture"] canvas, [data-testid="compare-pane"] canvas')]
  for (const canvas of canvases) canvas.parentElement.parentElement.addEventListener('CORNERSTONE_IMAGE_RENDERED', count, true)
  setTimeout(() => resolve(frames), 1000)
})`

it.each(languages)('the course of the signs stands on the bench after the blind read, zone by zone (%s)', async (language) => {
  const window = await openWindow(browser, { language, modelsFolder: join(root, 'models'), prepare: (services) => twoVisits(services, language) })
  const { page, text } = window
  const bench = new BenchPage(window)
  const trend = page.getByTestId('trend')
  const later = window.services.store.database().prepare('SELECT case_id FROM cases ORDER BY sequence DESC').pluck().get() as CaseId
  await window.go(`#/case/${later}`)
  await bench.phase('blind').waitFor()
  expect(await trend.count()).toBe(0)
  await bench.press('Enter')
  await bench.phase('revealed').waitFor()
  await trend.getByText(text.trend.visits(2, '2030-01-01')).waitFor()
  await trend.getByText(text.trend.noColours).waitFor()
  expect(await trend.locator('[data-sign="bodyRedness"]').count()).toBe(0)
  const coverage = trend.locator('[data-sign="coatingCoverage"]')
  expect(await coverage.getByRole('img').getAttribute('aria-label')).toMatch(/2030-01-01 \d+ %, \d{4}-\d\d-\d\d \d+ %/u)
  await coverage.scrollIntoViewIfNeeded()
  await window.screenshot('bench-trend')
  expect(await violations(page)).toEqual([])
  const whole = await coverage.innerText()
  await page.getByRole('combobox', { name: text.trend.place }).click()
  await page.getByRole('option', { name: text.trend.places.tip }).click()
  await expect.poll(() => trend.locator('[data-sign="greasy"]').count()).toBe(0)
  expect(await coverage.innerText()).not.toBe(whole)

  // Beside it the earlier tongue, root on root and tip on tip: both settle, and go on being linked.
  // The list of places has the keyboard: back to the labels.
  await page.getByTestId('labels').focus()
  await bench.press('s')
  await page.locator('[data-testid="compare-pane"][data-shown="true"]').waitFor()
  const align = page.getByRole('button', { name: text.compare.aligned })
  await align.waitFor()
  await page.waitForTimeout(1000)
  await window.screenshot('compare-aligned')
  await bench.press('Shift+S')
  await page.waitForTimeout(1000)
  await window.screenshot('compare-aligned-split')
  const frames = await page.evaluate(countFrames)
  expect(frames).toBeLessThan(4)
  await bench.press('|')
  await page.getByRole('button', { name: text.compare.notAligned }).waitFor()
  await page.waitForTimeout(500)
  await window.screenshot('compare-not-aligned')
})
