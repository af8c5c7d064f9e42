import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { GivenLabels } from './pages/givenLabels.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo, spottedFilm } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const findings = 'Image Index,Finding Labels\nP-0001-0.png,Effusion|Mass\nnot-here.png,Mass\n'
const coco = JSON.stringify({
  images: [{ id: 1, file_name: 'films/P-0001-0.jpg', width: 512, height: 512 }],
  categories: [{ id: 1, name: 'Strange sign' }, { id: 2, name: 'Nodule' }],
  annotations: [
    { image_id: 1, category_id: 1, bbox: [60, 60, 120, 90] },
    { image_id: 1, category_id: 2, segmentation: [[300, 200, 400, 200, 400, 320]] },
    { image_id: 1, category_id: 2, bbox: [500, 10, 400, 20] },
  ],
})
const files = [{ name: 'Data_Entry.csv', text: findings }, { name: 'boxes.json', text: coco }, { name: 'letter.xml', text: '<!DOCTYPE x [<!ENTITY a "b">]><annotations/>' }]

describe.each(languages)('labels from elsewhere (%s)', (language) => {
  it('are mapped, hidden from the blind read, then accepted and overruled', async () => {
    const window = await openWindow(browser, {
      language,
      prepare: async (services) => bringCases(services, language, [{ patient: 'P-0001', task: 'chestxray14', pictures: [await spottedFilm()] }]),
    })
    const { page, text } = window
    await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
    const given = new GivenLabels(window)
    await given.openImport()
    await given.look(files, { task: 'chestxray14', source: 'NIH 2017' })
    expect(await given.labelOf('Effusion')).toBe('chestxray14.effusion')
    expect(await given.labelOf('Strange sign')).toBe('')
    expect(await given.problems()).toEqual(['unmatched'])
    await window.screenshot('labels-found')
    expect(await violations(page)).toEqual([])
    await given.keep()
    await window.screenshot('labels-kept')

    const bench = new BenchPage(window)
    await bench.openCase('P-0001')
    await bench.phase('blind').waitFor()
    await bench.focus('mass')
    await bench.press('2')
    expect(await given.section().count()).toBe(0)
    expect(await page.getByText('NIH 2017').count()).toBe(0)
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await given.section().waitFor()
    await given.layer().waitFor()
    expect(await given.layer().getAttribute('data-count')).toBe('3')
    expect(await given.line('effusion').textContent()).toContain('NIH 2017')
    await window.screenshot('given-labels')
    expect(await violations(page)).toEqual([])

    // By key on the label that has the focus: "absent" was said blind, "present" was given.
    await bench.focus('effusion')
    await bench.press('u')
    await given.decided('Effusion', 'accepted').waitFor()
    await bench.focus('mass')
    await bench.press('Shift+U')
    await given.decided('Mass', 'overruled').waitFor()
    await given.row('Strange sign', 'shape').getByRole('button', { name: text.bench.ai.accept }).click()
    await given.decided('Strange sign', 'accepted').waitFor()
    await bench.press('Control+z')
    await given.decided('Strange sign', 'open').waitFor()
    await given.acceptAll()
    await bench.shapeRows(3)
    await bench.saveState('saved').waitFor()
    const caseId = /case\/([^?]+)/u.exec(page.url())?.[1] as CaseId
    await expect.poll(async () => (await sendTo(window.services)('case.open', { caseId })).read.givenDecisions.length).toBe(17)
    const { read } = await sendTo(window.services)('case.open', { caseId })
    expect(read.answers.find(({ label }) => label === 'mass')).toMatchObject({ state: 'absent', blindState: 'absent' })
    expect(read.answers.find(({ label }) => label === 'effusion')).toMatchObject({ state: 'present', blindState: null })
    await page.setViewportSize({ width: 2560, height: 1440 })
    await window.screenshot('given-labels-decided')
  })
})
