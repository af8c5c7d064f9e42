import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { texts } from '../../src-renderer/text/text.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { openWindow } from './support/window.ts'

const sample = join(import.meta.dirname, '..', '..', 'resources', 'samples', 'tongue-1.jpg')

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe('the constitution questionnaire', () => {
  it('is answered by keys alone, goes on where it stopped, and stands beside the model after the reveal', async () => {
    const window = await openWindow(browser, {
      language: 'en',
      prepare: (services) => bringCases(services, 'en', [{ patient: 'T-1', task: 'tongue', pictures: [readFileSync(sample)] }]),
    })
    const { page, services, text } = window
    const words = text.constitution
    const bench = new BenchPage(window)
    const question = (item: string) => page.locator(`[data-testid="question"][data-item="${item}"]`)
    const row = (type: string) => page.locator(`[data-constitution="${type}"]`)
    const progress = (answered: number) => page.getByTestId('questionnaire-progress').getByText(words.progress(answered, 60), { exact: true }).waitFor()
    await bench.openCase('T-1')
    await page.getByTestId('open-questionnaire').waitFor()
    await bench.press('Shift+C')
    await question('vigour').waitFor()
    await bench.press('5', '5', '1')
    await question('tired').waitFor()
    await bench.press('ArrowLeft', '0')
    await progress(2)
    await window.screenshot('questionnaire')
    expect(await violations(page)).toEqual([])
    await bench.press('Escape')
    await page.getByTestId('questionnaire').waitFor({ state: 'detached' })

    await bench.press('Shift+C')
    await question('sleepless').waitFor()
    for (let count = 0; count < 38; count += 1) await bench.press('1')
    await question('by-sex').getByText(words.whichForm).waitFor()
    await bench.press('1', '1')
    for (let count = 0; count < 19; count += 1) await bench.press('1')
    await page.getByText(words.allAnswered).waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByText(texts['zh-CN'].constitution.allAnswered).waitFor()
    await bench.press('Escape')
    await row('pinghe').getByText('100.0').waitFor()
    expect(await row('pinghe').getAttribute('data-verdict')).toBe('yes')
    expect(await page.getByText(text.bench.ai.notAssessed).count()).toBe(0)

    const caseId = services.store.database().prepare('SELECT case_id FROM cases').pluck().get() as CaseId
    await expect.poll(async () => (await sendTo(services)('questionnaire.show', { caseId })).current).toMatchObject({ sex: 'female', answers: { vigour: 5, 'by-sex': 1, hives: 1 } })
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await row('yangxu').getByText(text.bench.ai.notAssessed).waitFor()
    await row('tebing').scrollIntoViewIfNeeded()
    expect(await violations(page)).toEqual([])
    await window.screenshot('bench-constitution')
  })
})
