import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { phrasesOf } from '../../src-shared/domain/phrases.ts'
import { BenchPage } from './pages/bench.ts'
import { bringCases } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

const samples = join(import.meta.dirname, '..', '..', 'resources', 'samples')

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

describe.each(languages)('phrases of an impression in %s', (language) => {
  it('are chosen by key, go below what is typed, leave the cursor on the first blank, and are one step of undo', async () => {
    const tongue = readFileSync(join(samples, 'tongue-1.jpg'))
    const window = await openWindow(browser, { language, prepare: (services) => bringCases(services, language, [{ patient: 'T-1', task: 'tongue', pictures: [tongue] }]) })
    const bench = new BenchPage(window)
    await bench.openCase('T-1')
    const [first] = phrasesOf.tongue
    if (first === undefined) throw new Error('no phrase')
    await bench.field('impression').fill('A.')
    await bench.press('Escape', 'f')
    await window.page.getByRole('menuitem', { name: first[language] }).waitFor()
    await window.screenshot('bench-phrases')
    await bench.press('Enter')
    await expect.poll(() => bench.field('impression').inputValue()).toBe(`A.\n${first[language]}`)
    await expect.poll(() => bench.field('impression').evaluate((field) => document.activeElement === field)).toBe(true)
    await window.page.keyboard.type('X')
    await expect.poll(() => bench.field('impression').inputValue()).toBe(`A.\n${first[language].replace('…', 'X')}`)
    await bench.saveState('saved').waitFor()
    await bench.press('Control+z', 'Control+z')
    await expect.poll(() => bench.field('impression').inputValue()).toBe('A.')
  })
})
