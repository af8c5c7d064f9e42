import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createServices } from '../app/services.ts'
import { benchCalls } from './benchCall.ts'
import type { Bench } from './benchResult.ts'
import { openBenchWindow } from './benchWindow.ts'
import { fillWithFilms } from './drawnFilms.ts'
import { medianOf } from './median.ts'
import { placesOn, timed, watchMoves } from './pointerTimes.ts'

const size = { widthPx: 3000, heightPx: 3000 }
const OPEN_LIMIT_MS = 1000
const PREVIEW_LIMIT_MS = 400
/** Twenty frames a second. */
const FRAME_LIMIT_MS = 50

/**
 * Films of 3,000 by 3,000 pixels at 16 bit in Chromium on the built window and the loopback host: from the choice in the worklist to
 * a coarse preview painted and to the whole film at its full resolution, each seen for the first time; then from a move that drags the window to the frame
 * that shows it. Baselines: what they may take.
 */
export const filmBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const services = createServices({ storeFolder: folder, modelsFolder: folder, host: 'loopback' })
  try {
    const call = await benchCalls(services)
    await call('settings.save', { language: 'en', theme: 'dark', guide: false })
    const count = quick ? 4 : 16
    tell(`bench: drawing ${count} films of nine megapixels`)
    const cases = await fillWithFilms(services, count, size)
    const window = await openBenchWindow(services, folder)
    try {
      const opened: Opening[] = []
      for (const { caseId } of cases) opened.push(await timeOpening(window.page, window.address, caseId))
      // The first one also loads the viewer.
      const open = medianOf(opened.slice(1).map(({ wholeMs }) => wholeMs))
      const preview = medianOf(opened.slice(1).map(({ previewMs }) => previewMs))
      const frame = medianOf(await timeWindowing(window.page, quick ? 30 : 120))
      return [
        { name: 'film.preview', value: preview, unit: 'ms', baseline: PREVIEW_LIMIT_MS, ratio: PREVIEW_LIMIT_MS / preview },
        { name: 'film.open', value: open, unit: 'ms', baseline: OPEN_LIMIT_MS, ratio: OPEN_LIMIT_MS / open },
        { name: 'film.window', value: frame, unit: 'ms', baseline: FRAME_LIMIT_MS, ratio: FRAME_LIMIT_MS / frame },
      ]
    } finally {
      await window.close()
    }
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Opening {
  readonly previewMs: number
  readonly wholeMs: number
}

async function timeOpening(page: Page, address: string, caseId: string): Promise<Opening> {
  await page.goto(`${address}/#/worklist`)
  await page.getByTestId('case-count').waitFor()
  // As in a reader's list: the row and its small picture have been seen.
  await page.locator(`[data-case="${caseId}"] img`).waitFor()
  return page.evaluate<Opening>(open(caseId))
}

/** Runs in the window: opens a case and answers how long it took until its preview and its picture were painted. */
const open = (caseId: string): string => `new Promise((resolve) => {
  const start = performance.now()
  location.hash = '#/case/${caseId}'
  let previewMs = null
  // The frame in which something is there has still to be painted.
  const painted = (then) => requestAnimationFrame(() => setTimeout(() => then(performance.now() - start)))
  const look = () => {
    const preview = document.querySelector('[data-testid="preview"]')
    if (previewMs === null && preview !== null && preview.complete && preview.naturalWidth > 0) {
      previewMs = Infinity
      painted((ms) => { previewMs = ms })
    }
    if (document.querySelector('[data-testid="picture"][data-shown="true"]') === null) return requestAnimationFrame(look)
    return painted((wholeMs) => resolve({ wholeMs, previewMs: Math.min(previewMs ?? wholeMs, wholeMs) }))
  }
  look()
})`

async function timeWindowing(page: Page, moves: number): Promise<readonly number[]> {
  await page.evaluate(watchMoves)
  const at = await placesOn(page)
  return timed(page, async () => {
    await page.mouse.move(...at(0.5, 0.5))
    await page.mouse.down()
    for (let move = 1; move <= moves; move += 1) await page.mouse.move(...at(0.5 + 0.3 * Math.sin(move / 7), 0.5 + 0.3 * Math.cos(move / 5)))
    await page.mouse.up()
  })
}
