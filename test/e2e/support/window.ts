import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { createHostDoors } from '../../../src-main/app/hostDoors.ts'
import { createServices, type Services } from '../../../src-main/app/services.ts'
import { startLoopbackHost } from '../../../src-main/headless/httpHost.ts'
import { themes } from '../../../src-shared/contract/account.ts'
import { languages as allLanguages, type Language } from '../../../src-shared/domain/label.ts'
import { texts, type Texts } from '../../../src-renderer/text/text.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const rendererFolder = process.env['CTW_RENDERER'] ?? join(root, 'out', 'renderer')
const screenshots = join(root, 'test-results', 'screenshots')

/** The way from the first screen to a signed case is walked in both languages each time. */
const walkedInBoth = /\/(?:account|firstRun|job)\.test\.ts$/u

/**
 * The languages in which this test file walks its screens: one, by the file's name, so that each language is met in half of
 * the files; both with CTW_LANGUAGES=all. Words and their parts are held against each other by the types and by
 * src-renderer/text/text.test.ts; a walk in the second language finds what is too long, which is rare, and takes as long.
 */
export const languages: readonly Language[] = languagesOf(expect.getState().testPath ?? '')

function languagesOf(testPath: string): readonly Language[] {
  if (process.env['CTW_LANGUAGES'] === 'all' || walkedInBoth.test(testPath)) return allLanguages
  const sum = [...basename(testPath)].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return allLanguages.filter((_, index) => index === sum % allLanguages.length)
}

/**
 * The light in which screens are kept for a person to look at, at both sizes: `CTW_LOOK=dark`. Without it, one picture a
 * screen, in the light and size that its test chose.
 */
const look = themes.find((theme) => theme === process.env['CTW_LOOK']) ?? null
const sizes = [
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
] as const

export const ownerName = '李 Reader'
export const ownerPassword = 'kitchen lamp 7'

/** One browser window on the real program, in a store of its own. */
export interface TestWindow {
  readonly page: Page
  readonly services: Services
  readonly text: Texts
  readonly language: Language
  /** Shows another page of the program by its address. */
  readonly go: (hash: string) => Promise<void>
  /** Kept in test-results/screenshots for a person to look at. */
  readonly screenshot: (name: string) => Promise<void>
}

export interface WindowOptions {
  readonly language?: Language
  readonly modelsFolder?: string
  /** Runs before the window opens, on services whose store is still empty. */
  readonly prepare?: (services: Services) => Promise<void>
}

/** Starts the program and opens its window; both end with the test, and a page that failed quietly fails the test. */
export async function openWindow(browser: Browser, options: WindowOptions = {}): Promise<TestWindow> {
  if (!existsSync(join(rendererFolder, 'index.html'))) throw new Error('The window is not built: "npx electron-vite build" builds it.')
  const { language = 'zh-CN', modelsFolder = join(root, 'test', 'fixtures', 'models') } = options
  const folder = mkdtempSync(join(tmpdir(), 'ctw-e2e-'))
  const services = createServices({ storeFolder: join(folder, 'store'), modelsFolder, host: 'loopback', engine: { provider: 'cpu' } })
  await options.prepare?.(services)
  if (look !== null) services.facts.save({ ...services.facts.settings(), theme: look })
  const doors = createHostDoors(services)
  const host = await startLoopbackHost({ doors, rendererFolder, stagingFolder: join(folder, 'staging'), port: 0 })
  const page = await browser.newPage({ viewport: sizes[0] })
  page.setDefaultTimeout(60_000)
  const failures = watchFailures(page)
  onTestFinished(async () => {
    await page.close()
    await host.close()
    await services.close()
    rmSync(folder, { recursive: true, force: true })
    if (failures.length > 0) throw new Error(`The page failed: ${failures.join('\n')}`)
  })
  await page.goto(`${host.address}/#code=${host.code}`)
  return {
    page,
    services,
    language,
    text: texts[language],
    go: async (hash) => void (await page.goto(`${host.address}/${hash}`)),
    screenshot: (name) => keepScreenshot(page, `${name}-${language}`),
  }
}

async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true })
  if (look === null) return void (await page.screenshot({ path: join(screenshots, `${name}.png`) }))
  for (const size of sizes.toReversed()) {
    await page.setViewportSize(size)
    // A picture is fitted to its new pane a little later than the pane is laid out.
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(screenshots, `${name}-${look}-${size.width}.png`) })
  }
}

/** Errors nobody caught, and everything the content security policy refused. */
function watchFailures(page: Page): readonly string[] {
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy')) failures.push(message.text())
  })
  return failures
}
