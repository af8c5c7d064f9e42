import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Read } from '../../src-shared/contract/bench.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { isTube } from '../../src-shared/domain/mark.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { SuggestionsPanel } from './pages/suggestions.ts'
import { WorklistPage } from './pages/worklist.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** The generated film of the model's own golden check, with drawn tubes. */
const golden = path.resolve(import.meta.dirname, '../../models/line-tips/golden/picture.png')

describe.each(languages)('suggested tubes (%s)', (language) => {
  it('come after the reveal alone, become marks where they are accepted, and open again where that is undone', async () => {
    const window = await openWindow(browser, {
      modelsFolder: path.resolve(import.meta.dirname, '../../models'),
      language,
      prepare: async (services) => {
        await bringCases(services, language, [{ patient: 'P-0001', task: 'chestxray11', pictures: [readFileSync(golden)] }])
        services.facts.save({ language, theme: 'dark', guide: false })
      },
    })
    await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
    await new WorklistPage(window).open('?sort=importedAt')
    const bench = new BenchPage(window)
    const suggestions = new SuggestionsPanel(window)
    await bench.openListed('P-0001')
    const caseId = /case\/([^?]+)/u.exec(window.page.url())?.[1] as CaseId
    const tubesOf = async (): Promise<Read['marks']> => (await sendTo(window.services)('case.open', { caseId })).read.marks.filter(isTube)

    const rejectedOf = async (): Promise<Read['rejectedTubes']> => (await sendTo(window.services)('case.open', { caseId })).read.rejectedTubes

    await bench.phase('blind').waitFor()
    await bench.press(';')
    expect(await suggestions.section().count()).toBe(0)

    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await suggestions.waitFor('none')
    await bench.press(';')
    await suggestions.waitFor('shown')
    const found = await suggestions.rows().count()
    expect(found).toBeGreaterThan(0)
    expect(await suggestions.ghosts()).toBe(found)
    expect(await tubesOf()).toEqual([])
    expect(await suggestions.tubeRows().count()).toBe(0)
    await window.screenshot('tubes-suggested')
    expect(await violations(window.page)).toEqual([])

    await bench.press("'")
    await suggestions.open(found - 1).waitFor()
    await suggestions.tubeRows().waitFor()
    expect(await suggestions.ghosts()).toBe(found - 1)
    await window.screenshot('tubes-accepted')
    await expect.poll(async () => (await tubesOf()).length).toBe(1)
    expect((await tubesOf())[0]).toMatchObject({ suggested: { model: 'line-tips' } })

    await bench.press('Control+z')
    await suggestions.open(found).waitFor()
    await bench.press('Control+y')
    await suggestions.open(found - 1).waitFor()
    await bench.press('Control+z')
    await suggestions.open(found).waitFor()
    await bench.press('"')
    await suggestions.open(found - 1).waitFor()
    await suggestions.rejected(1).waitFor()
    await expect.poll(async () => (await tubesOf()).length).toBe(0)
    await bench.press('Control+z')
    await suggestions.open(found).waitFor()
    await bench.press('Control+y')
    await suggestions.open(found - 1).waitFor()
    await expect.poll(async () => (await rejectedOf()).length).toBe(1)
    await window.screenshot('tubes-rejected')
    expect(await violations(window.page)).toEqual([])

    await bench.press(';')
    await suggestions.waitFor('none')
    expect(await suggestions.ghosts()).toBe(0)

    // Opened again, the case does not suggest it again; nothing is left to undo, so there is a way of its own.
    await new WorklistPage(window).open('?sort=importedAt')
    await bench.openListed('P-0001')
    await bench.phase('revealed').waitFor()
    await suggestions.rejected(1).waitFor()
    await bench.press(';')
    await suggestions.open(found - 1).waitFor()
    expect(await suggestions.ghosts()).toBe(found - 1)
    await bench.press(':')
    await suggestions.open(found).waitFor()
    expect(await suggestions.rejected(1).count()).toBe(0)
    await expect.poll(async () => (await rejectedOf()).length).toBe(0)
  }, 120_000)
})
