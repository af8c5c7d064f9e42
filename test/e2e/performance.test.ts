import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { themes } from '../../src-shared/contract/account.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { fillJudgedReads } from '../support/judgedReads.ts'
import { AccountPage } from './pages/account.ts'
import { PerformancePage } from './pages/performance.ts'
import { violations } from './support/axe.ts'
import { bringCases } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

const folder = join(import.meta.dirname, '..', 'fixtures', 'models', 'chestxray14')
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { version: string; labels: readonly string[]; file: { sha256: string } }
const film = { id: 'chestxray14', version: manifest.version, sha256: manifest.file.sha256, labels: manifest.labels }

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(languages)('how good a model is, in %s', (language) => {
  it('is shown by label against blind answers, and every drawing can be saved', async () => {
    const window = await openWindow(browser, {
      language,
      prepare: async (services) => {
        await bringCases(services, language, [])
        fillJudgedReads(services, film, 220)
      },
    })
    const { text } = window
    const page = new PerformancePage(window)
    await page.open('chestxray14')
    expect(await page.basis().textContent()).toContain(text.performance.reference)
    expect(await page.basis().textContent()).toContain('220')
    // A model trained on drawn pictures says so beside its scores.
    expect(await window.page.locator('main').getByText(text.common.demonstration, { exact: true }).count()).toBeGreaterThan(4)
    await page.chart('roc-atelectasis').waitFor()
    await page.chooseLabel('effusion')
    for (const kind of ['roc', 'calibration', 'violin']) await page.chart(`${kind}-effusion`).getByRole('img').waitFor()
    await page.chart('roc-effusion').getByText(text.performance.asTable).click()
    expect(await page.chart('roc-effusion').locator('tbody tr').count()).toBeGreaterThan(20)
    const svg = readFileSync(await (await page.save('roc-effusion', 'SVG')).path(), 'utf8')
    expect(svg).toContain(researchUseOnly[language])
    expect(svg).toContain(text.common.demonstration)
    const png = await page.save('violin-effusion', 'PNG')
    expect(png.suggestedFilename()).toBe(`violin-effusion-chestxray14-${manifest.version}.png`)
    expect(await sharp(await png.path()).metadata()).toMatchObject({ format: 'png', width: 1260 })
    const csv = readFileSync(await (await page.save('auc', 'CSV')).path(), 'utf8')
    expect(csv.split('\r\n')).toHaveLength(manifest.labels.length + 2)
    await window.screenshot('performance')
  })
})

it.each(themes)('meets WCAG 2.2 AA in the %s theme', async (theme) => {
  const window = await openWindow(browser, {
    language: 'en',
    prepare: async (services) => {
      await bringCases(services, 'en', [])
      fillJudgedReads(services, film, 60)
      services.facts.save({ language: 'en', theme, guide: false })
    },
  })
  const page = new PerformancePage(window)
  await page.open('chestxray14')
  await page.chart('violin-atelectasis').waitFor()
  for (const table of await window.page.locator('summary').all()) await table.click()
  expect(await violations(window.page)).toEqual([])
})

it('says what to do while no signed case has seen the model', async () => {
  const window = await openWindow(browser, { language: 'en' })
  await new AccountPage(window).firstRun()
  const page = new PerformancePage(window)
  await page.open('tcmtd')
  await window.page.getByTestId('empty').waitFor()
  await window.go('#/performance/no-such-model')
  await window.page.getByRole('alert').waitFor()
})
