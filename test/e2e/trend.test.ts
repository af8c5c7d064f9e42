import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Services } from '../../src-main/app/services.ts'
import { drawUnderside } from '../../src-main/bench/drawnUnderside.ts'
import { ensurePatient, moveVisit } from '../../src-main/store/patients.ts'
import type { CaseId, VisitId } from '../../src-shared/domain/ids.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo, type CaseToBring } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerPassword } from './support/window.ts'

const root = join(import.meta.dirname, '..', '..')
const tongue = (number: number): Uint8Array => readFileSync(join(root, 'resources', 'samples', `tongue-${number}.jpg`))

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const twoVisits: readonly CaseToBring[] = [1, 2].map((number) => ({ patient: `T-${number}`, task: 'tongue', pictures: [tongue(number)] }))

/** Visits of one patient, a month after each other, the first one signed. */
async function bringVisits(services: Services, language: (typeof languages)[number], visits: readonly CaseToBring[]): Promise<void> {
  await bringCases(services, language, visits)
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
  const window = await openWindow(browser, { language, modelsFolder: join(root, 'models'), prepare: (services) => bringVisits(services, language, twoVisits) })
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

it.each(languages)('where two tongues cannot be laid on each other, the button says why (%s)', async (language) => {
  const { widthPx, heightPx, data } = drawUnderside({ seed: 4 }).samples
  const underside = await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 3 } }).png().toBuffer()
  const visits: readonly CaseToBring[] = [...twoVisits, { patient: 'T-3', task: 'tongue', pictures: [tongue(3), underside] }]
  const window = await openWindow(browser, { language, modelsFolder: join(root, 'models'), prepare: (services) => bringVisits(services, language, visits) })
  const { page, text, services } = window
  const bench = new BenchPage(window)
  const db = services.store.database()
  const last = db.prepare('SELECT case_id FROM cases ORDER BY sequence DESC').pluck().get() as CaseId
  const { images } = await sendTo(services)('case.open', { caseId: last })
  const second = images.find((image) => image.widthPx === widthPx)
  if (second === undefined) throw new Error('No photo of the underside came in.')
  await sendTo(services)('photo.view', { caseId: last, imageId: second.imageId, view: 'underside' })
  /** What the button says to whoever cannot see that it is dim; null where it works. */
  const reason = (): Promise<string | null> =>
    page.evaluate(() => {
      const button = document.querySelector('[data-testid="compare-bar"] [aria-disabled="true"]')
      return button === null ? null : (document.querySelector(`[id="${button.getAttribute('aria-describedby') ?? ''}"]`)?.textContent ?? 'without a reason')
    })
  const aligned = page.getByRole('button', { name: text.compare.aligned })
  const told = page.getByTestId('compare-bar').getByRole('status')

  await window.go(`#/case/${last}`)
  await bench.phase('blind').waitFor()
  await bench.press('s')
  await page.locator('[data-testid="compare-pane"][data-shown="true"]').waitFor()
  await expect.poll(reason).toBe(text.compare.cannotAlign.blind)
  // Whoever asks for it all the same is told.
  expect(await told.count()).toBe(0)
  await bench.press('|')
  await told.getByText(text.compare.cannotAlign.blind).waitFor()

  // The earlier visits are known with the reveal; the newest of them is not signed.
  await bench.press('Enter')
  await bench.phase('revealed').waitFor()
  await expect.poll(reason).toBe(text.compare.cannotAlign.otherUnmeasured)
  expect(await told.count()).toBe(0)
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('combobox', { name: text.compare.picture }).click()
    await page.getByRole('option', { name }).click()
    // A list that is still closing takes the next click.
    await page.locator('.MuiMenu-root').waitFor({ state: 'detached' })
    await page.getByTestId('labels').focus()
  }
  await choose('2030-01-01')
  await aligned.waitFor()
  expect(await reason()).toBeNull()

  await bench.press('h')
  await expect.poll(reason).toBe(text.compare.cannotAlign.mirrored)
  await page.getByRole('button', { name: text.compare.notAligned }).click({ force: true })
  await told.getByText(text.compare.cannotAlign.mirrored).waitFor()
  expect(await violations(page)).toEqual([])
  await window.screenshot('compare-cannot-align')
  await bench.press('h')
  await aligned.waitFor()
  await bench.press('Shift+L')
  await expect.poll(reason).toBe(text.compare.cannotAlign.unlinked)
  await bench.press('Shift+L')
  await aligned.waitFor()

  // On the underside of this visit, and beside it.
  await bench.press('PageDown')
  await expect.poll(reason).toBe(text.compare.cannotAlign.underside)
  await bench.press('PageUp')
  await aligned.waitFor()
  await choose(text.compare.role.underside)
  await expect.poll(reason).toBe(text.compare.cannotAlign.underside)
}, 240_000)
