import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { createHostDoors } from '../app/hostDoors.ts'
import type { Services } from '../app/services.ts'
import { startLoopbackHost } from '../headless/httpHost.ts'
import { launchChromium } from './chromium.ts'

const rendererFolder = fileURLToPath(new URL('../../out/renderer', import.meta.url))

export interface BenchWindow {
  readonly page: Page
  /** Without the code: the window is signed in. */
  readonly address: string
  readonly close: () => Promise<void>
}

/** The built window in Chromium on a loopback host of these services, whose owner is signed in. */
export async function openBenchWindow(services: Services, folder: string): Promise<BenchWindow> {
  if (!existsSync(join(rendererFolder, 'index.html'))) throw new Error('The window is not built: "npx electron-vite build" builds it.')
  const host = await startLoopbackHost({ doors: createHostDoors(services), rendererFolder, stagingFolder: join(folder, 'staging'), port: 0 })
  const browser = await launchChromium()
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } })
  await page.goto(`${host.address}/#code=${host.code}`)
  return {
    page,
    address: host.address,
    close: async () => {
      await browser.close()
      await host.close()
    },
  }
}
