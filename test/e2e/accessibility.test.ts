import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { themes } from '../../src-shared/contract/account.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { openWindow } from './support/window.ts'

const samples = join(import.meta.dirname, '..', '..', 'resources', 'samples')
const pages = ['worklist', 'progress', 'import', 'exports', 'labels', 'models', 'performance', 'versions', 'agreement', 'people', 'backups', 'audit', 'settings'] as const

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(themes)('WCAG 2.2 AA in the %s theme', (theme) => {
  it('holds on every page and through a case', async () => {
    const window = await openWindow(browser, {
      language: 'en',
      prepare: (services) => bringCases(services, 'en', [{ patient: 'T-1', task: 'tongue', pictures: ['tongue-1.jpg', 'tongue-2.jpg'].map((name) => readFileSync(join(samples, name))) }]),
    })
    const { page, services, go } = window
    const found: string[] = []
    const look = async (name: string): Promise<void> => {
      for (const line of await violations(page)) found.push(`${name}: ${line}`)
    }
    services.facts.save({ language: 'en', theme, guide: true })
    await page.reload()
    for (const name of pages) {
      await go(`#/${name}`)
      await page.getByTestId('guide').waitFor()
      await page.waitForTimeout(400)
      await look(name)
    }
    const bench = new BenchPage(window)
    await bench.openCase('T-1')
    await bench.phase('blind').waitFor()
    await look('bench, blind')
    await bench.press('1')
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await look('bench, revealed')
    await bench.press('s', 'Shift+S', ')', '}')
    await bench.comparePane().waitFor()
    await bench.splitSlider().waitFor()
    await look('bench, compared, colours adjusted')
    await bench.press('?')
    await page.getByRole('dialog').waitFor()
    await page.waitForTimeout(400)
    await look('key sheet')
    expect(found).toEqual([])
  })
})

it('holds on the screens before anybody has signed in', async () => {
  const window = await openWindow(browser, { language: 'en' })
  await window.page.getByRole('button', { name: 'English' }).waitFor()
  expect(await violations(window.page)).toEqual([])
})
