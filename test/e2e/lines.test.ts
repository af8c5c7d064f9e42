import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Read } from '../../src-shared/contract/bench.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import type { Language } from '../../src-shared/domain/label.ts'
import { isTube } from '../../src-shared/domain/mark.ts'
import { filmPng } from '../fixtures/pictures.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { LinesPanel } from './pages/lines.ts'
import { WorklistPage } from './pages/worklist.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, ownerPassword } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const sidePx = 800

/** A drawn film with one bright tube down its middle. */
async function tubeFilm(xShare: number): Promise<Uint8Array> {
  const x = xShare * sidePx
  const drawing = Buffer.from(`<svg width="${sidePx}" height="${sidePx}"><path d="M ${x} 40 L ${x} 300" stroke="#fff" stroke-width="4"/></svg>`)
  return sharp(await filmPng({ widthPx: sidePx, heightPx: sidePx })).composite([{ input: drawing }]).toColourspace('b-w').png().toBuffer()
}

/** Two films to read for their lines, 0.4 mm a pixel at the detector, within a signing session. */
async function openWorklist(language: Language, theme: 'light' | 'dark') {
  const window = await openWindow(browser, {
    language,
    prepare: async (services) => {
      const cases = await Promise.all([0.5, 0.52].map(async (share, index) => ({ patient: `P-000${index + 1}`, task: 'chestxray11' as const, pictures: [await tubeFilm(share)] })))
      await bringCases(services, language, cases)
      services.store.write((db) =>
        db.prepare(`UPDATE images SET info = json_set(info, '$.spacing', json('{"rowMm":0.4,"columnMm":0.4,"source":"imagerPixelSpacing"}'))`).run(),
      )
      await sendTo(services)('signing.open', { password: ownerPassword })
      services.facts.save({ language, theme, guide: false })
    },
  })
  await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
  await new WorklistPage(window).open('?sort=importedAt')
  const bench = new BenchPage(window)
  const caseIdHere = (): CaseId => /case\/([^?]+)/u.exec(window.page.url())?.[1] as CaseId
  const readOf = async (caseId: CaseId): Promise<Read> => (await sendTo(window.services)('case.open', { caseId })).read
  return { window, bench, lines: new LinesPanel(window), caseIdHere, readOf }
}

describe.each(languages)('lines on a film (%s)', (language) => {
  it('are read and signed, on to the next case, in twelve keys and clicks or fewer', async () => {
    const { window, bench, lines, caseIdHere, readOf } = await openWorklist(language, 'dark')
    let actions = 0
    const press = async (...keys: readonly string[]): Promise<void> => {
      actions += keys.length
      await bench.press(...keys)
    }
    const click = async (x: number, y: number): Promise<void> => {
      actions += 1
      await window.page.mouse.click(...(await bench.placeOf([x, y], sidePx)))
    }
    actions += 1
    await bench.openListed('P-0001')
    const caseId = caseIdHere()
    await press('ArrowDown', 'ArrowDown', '1')
    await bench.waitForAnswer('ett-normal', 'present')
    await press('Enter')
    await bench.phase('revealed').waitFor()
    await press('Shift+I')
    // Beside the tube: the tip is caught by it.
    await click(0.506, 0.36)
    await press('Enter', 'Shift+C')
    await click(0.5, 0.52)
    await lines.tube('ett', 'normal').waitFor()
    await window.screenshot('lines-normal')
    await press('Control+Enter')
    await bench.caseName().filter({ hasText: 'P-0002' }).waitFor()
    expect(actions).toBeLessThanOrEqual(12)
    const { lines: signed, marks } = await readOf(caseId)
    expect(signed?.findings).toMatchObject([{ flag: 'normal', tube: 'ett', distance: { cm: 5.1, side: 'above', source: 'imagerPixelSpacing' } }])
    expect(marks.find(isTube)?.points[0]?.[0]).toBeCloseTo(400, 0)
  })

  it('that are critical come first in the list and are told before the case is signed', async () => {
    const { window, bench, lines, caseIdHere, readOf } = await openWorklist(language, 'light')
    const { page, text } = window
    await bench.openListed('P-0002')
    const caseId = caseIdHere()
    await bench.press('Shift+N')
    for (const y of [0.1, 0.2, 0.36]) await page.mouse.click(...(await bench.placeOf([0.52, y], sidePx)))
    await bench.press('Enter')
    await lines.tube('ngt', 'cannot-be-said').waitFor()
    // Oesophagus, airway.
    await bench.press('Shift+K', 'Shift+K', 'Shift+F')
    await lines.tube('ngt', 'abnormal').waitFor()
    expect(await lines.trace().textContent()).toContain('NGT-1')
    await bench.press('Shift+Y')
    await bench.waitForAnswer('ngt-abnormal', 'present')
    await lines.toTell(1).waitFor()
    await bench.saveState('saved').waitFor()
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await bench.press('Control+Enter')
    await page.getByRole('alert').first().waitFor()
    await window.screenshot('lines-critical')
    expect(await violations(page)).toEqual([])
    await lines.tell('Dr Li')
    await lines.toTell(0).waitFor()
    await page.getByTestId('labels').focus()
    await bench.press('Control+Enter')
    await bench.caseName().filter({ hasText: 'P-0001' }).waitFor()
    expect(await readOf(caseId)).toMatchObject({ phase: 'signed', communications: [{ toWhom: 'Dr Li', how: 'phone', readBack: true }], lines: { findings: [{ urgency: 'critical' }] } })
    const worklist = new WorklistPage(window)
    await worklist.open('?sort=priority')
    await page.locator('[data-urgency="critical"]').waitFor()
    expect(await worklist.rows().first().textContent()).toContain('P-0002')
    await window.screenshot('lines-worklist')
    await bench.openListed('P-0001')
    // A length of which the reader knows what it is replaces the detector's spacing.
    await bench.press('t')
    await bench.drag(await bench.placeOf([0.2, 0.2], sidePx), await bench.placeOf([0.4, 0.2], sidePx))
    await bench.measurements().waitFor()
    await bench.press('#')
    await page.keyboard.type('100')
    await page.keyboard.press('Enter')
    const byReader = language === 'en' ? 'by the reader' : '判读人'
    await lines.calibration().filter({ hasText: byReader }).waitFor()
    // Escape gives up what was typed: the length stays what it was said to be.
    const known = page.getByLabel(text.lines.knownLength)
    const measured = await bench.measurements().textContent()
    for (const typed of ['50', '']) {
      await bench.press('#')
      await known.fill(typed)
      await page.keyboard.press('Escape')
      expect(await known.inputValue()).toBe('100')
      expect(await known.evaluate((field) => field === document.activeElement)).toBe(false)
      expect(await bench.measurements().textContent()).toBe(measured)
    }
    // A row of the panel is chosen by keyboard too.
    await bench.drag(await bench.placeOf([0.2, 0.6], sidePx), await bench.placeOf([0.3, 0.6], sidePx))
    const rows = bench.measurements().locator('button[aria-pressed]')
    await expect.poll(() => rows.count()).toBe(2)
    await expect.poll(() => known.inputValue()).toBe('')
    await rows.first().press('Enter')
    await expect.poll(() => known.inputValue()).toBe('100')
    expect(await rows.first().getAttribute('aria-pressed')).toBe('true')
    await bench.press('h', 'Shift+I')
    await bench.shapeHint().filter({ hasText: text.lines.mirrored }).waitFor()
    await window.screenshot('lines-calibrated')
    await page.setViewportSize({ width: 2560, height: 1440 })
    await window.screenshot('lines-wide')
  })
})
