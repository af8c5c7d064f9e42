import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createServices } from '../app/services.ts'
import { benchCalls } from './benchCall.ts'
import type { Bench } from './benchResult.ts'
import { openBenchWindow } from './benchWindow.ts'
import { fillStore } from './filledStore.ts'
import { medianOf } from './median.ts'
import { barePage, paintedRow } from './paintedRow.ts'

/** As many as the public table of the NIH films has. */
const caseCount = 112_120
/** The newest, which the list begins with; a run for each of the others would fill gigabytes that nobody looks at. */
const analysedCount = 1000

/**
 * From the address of the worklist to its first painted row, the window loaded anew from a program that runs already, with
 * 112,120 cases in its store. Baseline: a page of one bare row.
 */
export const paintBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const services = createServices({ storeFolder: folder, modelsFolder: folder, host: 'loopback' })
  try {
    const call = await benchCalls(services)
    await call('settings.save', { language: 'en', theme: 'dark', guide: false })
    tell(`bench: a store of ${caseCount} cases`)
    fillStore(services, caseCount, analysedCount)
    const window = await openBenchWindow(services, folder)
    try {
      const [painted, bare]: [number[], number[]] = [[], []]
      // The first round only warms up.
      for (let round = 0; round < (quick ? 3 : 12); round += 1) {
        bare.push(await openMs(window.page, `data:text/html,${encodeURIComponent(barePage)}`))
        painted.push(await openMs(window.page, `${window.address}/#/worklist`))
      }
      const [value, baseline] = [medianOf(painted.slice(1)), medianOf(bare.slice(1))]
      return [{ name: 'worklist.paint', value, unit: 'ms', baseline, ratio: baseline / value }]
    } finally {
      await window.close()
    }
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function openMs(page: Page, address: string): Promise<number> {
  // Another document: from a page of the program to the next is a change of the view alone.
  await page.goto('about:blank')
  const start = performance.now()
  await page.goto(address, { waitUntil: 'commit' })
  await paintedRow(page)
  return performance.now() - start
}
