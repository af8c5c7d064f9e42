import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filmPng } from '../fixtures/pictures.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { bringCases, type CaseToBring } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { openWindow } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/** Films of different sizes: what is on screen can be told from the readout. */
const films = (): Promise<readonly CaseToBring[]> =>
  Promise.all(
    [300, 320, 340].map(async (widthPx, index) => ({
      patient: `P-000${index + 1}`,
      task: 'chestxray14' as const,
      pictures: [await filmPng({ widthPx, heightPx: 400 })],
    })),
  )

async function openBench() {
  const cases = await films()
  const window = await openWindow(browser, { language: 'en', prepare: (services) => bringCases(services, 'en', cases) })
  await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
  const asked: string[] = []
  window.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  return { window, bench: new BenchPage(window), asked }
}

const pictures = (asked: readonly string[]): readonly string[] => asked.filter((path) => path.endsWith('/grey'))

describe('while a case is read', () => {
  it('the next pictures are fetched once, and nothing else of their cases', async () => {
    const { window, bench, asked } = await openBench()
    await window.go('#/worklist?order=ascending')
    await bench.openListed('P-0002')
    // Its own picture and those of both neighbours.
    await expect.poll(() => pictures(asked).length, { timeout: 30_000 }).toBe(3)
    expect(asked.filter((path) => path.endsWith('/case.open'))).toHaveLength(1)
    expect(asked.filter((path) => path.includes('reveal') || path.endsWith('/display'))).toEqual([])

    await bench.press('d')
    await bench.caseName().filter({ hasText: 'P-0003' }).waitFor()
    await bench.waitForPicture()
    expect(await bench.readout().textContent()).toContain('340 × 400')
    await bench.press('a')
    await bench.caseName().filter({ hasText: 'P-0002' }).waitFor()
    await bench.waitForPicture()
    expect(await bench.readout().textContent()).toContain('320 × 400')
    await bench.press('a')
    await bench.caseName().filter({ hasText: 'P-0001' }).waitFor()
    await bench.waitForPicture()
    expect(await bench.readout().textContent()).toContain('300 × 400')
    expect(new Set(pictures(asked)).size).toBe(3)
    // Each was opened once, although it is asked for before the window turns to it.
    expect(asked.filter((path) => path.endsWith('/case.open'))).toHaveLength(4)
  })

  it('a case opens as it should when nothing could be fetched ahead, with its own view each time', async () => {
    const { window, bench } = await openBench()
    await window.page.route('**/call/case.ahead', (route) => route.abort())
    await window.go('#/worklist?order=ascending')
    await bench.openListed('P-0001')
    const opened = await bench.readout().textContent()
    await bench.press('i', 'r', '+')
    await expect.poll(() => bench.readout().textContent()).not.toBe(opened)
    await bench.press('d')
    await bench.caseName().filter({ hasText: 'P-0002' }).waitFor()
    await bench.waitForPicture()
    await bench.press('a')
    await bench.caseName().filter({ hasText: 'P-0001' }).waitFor()
    await bench.waitForPicture()
    await expect.poll(() => bench.readout().textContent()).toBe(opened)
  })

  it('a key that is pressed on the way to the next case answers neither of the two, and one further step is taken', async () => {
    const { window, bench } = await openBench()
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await window.page.route('**/call/worklist.neighbour', async (route) => {
      await held
      await route.continue()
    })
    await window.go('#/worklist?order=ascending')
    await bench.openListed('P-0001')
    await bench.press('d', '1', 'd')
    letGo()
    await bench.caseName().filter({ hasText: 'P-0003' }).waitFor()
    await bench.waitForPicture()
    expect(await bench.answered().count()).toBe(0)
    for (const patient of ['P-0002', 'P-0001']) {
      await bench.press('a')
      await bench.caseName().filter({ hasText: patient }).waitFor()
      await bench.waitForPicture()
      expect(await bench.answered().count()).toBe(0)
    }
  })

  it('says why there is no way on, and the bench goes on', async () => {
    const { window, bench } = await openBench()
    await window.page.route('**/call/worklist.neighbour', (route) => route.abort())
    await window.go('#/worklist?order=ascending')
    await bench.openListed('P-0001')
    await bench.press('d')
    await window.page.getByRole('alert').first().waitFor()
    await bench.press('1')
    await expect.poll(() => bench.answered().count()).toBe(1)
  })
})
