import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BenchPage } from './pages/bench.ts'
import { LabelSetsPage } from './pages/labels.ts'
import { bringCases } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

const samples = join(import.meta.dirname, '..', '..', 'resources', 'samples')

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(languages)('label sets in %s', (language) => {
  it('are renamed, grouped and merged, and the bench asks the new version', async () => {
    const window = await openWindow(browser, {
      language,
      prepare: (services) => bringCases(services, language, [{ patient: 'T-1', task: 'tongue', pictures: [readFileSync(join(samples, 'tongue-1.jpg'))] }]),
    })
    const bench = new BenchPage(window)
    await bench.openCase('T-1')
    await bench.phase('blind').waitFor()
    // The first constitution, balanced, is answered before the set changes.
    await bench.press('1')
    await bench.saveState('saved').waitFor()

    const page = new LabelSetsPage(window)
    await page.open()
    await page.type('english', 'qixu', 'Qi deficient')
    await page.type('chinese', 'qixu', '气虚体质')
    await page.type('hintEnglish', 'qixu', 'tired voice, pale tongue')
    await page.type('group', 'yangxu', 'heat')
    await page.type('group', 'yinxu', 'heat')
    await page.choose('pinghe', window.text.labels.mergedInto(language === 'en' ? 'Special diathesis' : '特禀质'))
    await page.add('new-sign')
    await page.type('english', 'new-sign', 'New sign')
    expect(await page.effect()).toContain(window.text.labels.effect.merged('pinghe', 1, 0))
    await window.screenshot('labels-editor')
    await page.save('agreed on Monday')
    // A label without a Chinese name is refused, and everything typed is still there.
    await window.page.getByRole('alert').waitFor()
    expect(await page.value('english', 'qixu')).toBe('Qi deficient')
    await page.type('chinese', 'new-sign', '新征')
    await page.save('agreed on Monday')
    await page.version(2).waitFor()

    await bench.openCase('T-1')
    await bench.label('new-sign').waitFor()
    expect(await bench.label('pinghe').count()).toBe(0)
    await bench.label('qixu').getByText(language === 'en' ? 'Qi deficient' : '气虚体质').waitFor()
    await bench.focus('yangxu')
    await bench.press('1')
    await bench.focus('yinxu')
    await bench.press('1')
    await window.page.locator('[data-label="yangxu"][data-state="absent"]').waitFor()
    await window.screenshot('labels-bench')
    // One step back undoes the answer and what it did to the other one.
    await bench.press('Control+z')
    await window.page.locator('[data-label="yangxu"][data-state="present"]').waitFor()
    await window.page.locator('[data-label="yinxu"][data-state="unanswered"]').waitFor()
    await window.page.locator('[data-label="tebing"][data-state="present"]').waitFor()
  })
})
