import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Nothing leaves the machine: no updates, no sync, no background requests. */
const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The browser's program. Throws a sentence that says what to install: what needs a browser is never skipped. */
export function chromiumPath(): string {
  const named = process.env['CTW_CHROMIUM'] ?? ''
  const found = named === '' ? usualPlaces.find((path) => existsSync(path)) : named
  if (found === undefined) throw new Error('This needs Chromium: install it, or name its program in CTW_CHROMIUM.')
  return found
}

/** The browser of tests and benches, with further flags if asked for. */
export async function launchChromium(flags: readonly string[] = []): Promise<Browser> {
  // Only a checkout has it: the packaged program drives no browser.
  const { chromium } = await import('playwright-core')
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: [...quietFlags, ...flags] })
}
