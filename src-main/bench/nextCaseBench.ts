import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import type { CaseView, SaveReceipt } from '../../src-shared/contract/bench.ts'
import { createServices } from '../app/services.ts'
import { benchCalls, type BenchCall } from './benchCall.ts'
import type { Bench, BenchResult } from './benchResult.ts'
import { openBenchWindow } from './benchWindow.ts'
import { fillWithFilms, type DrawnCase } from './drawnFilms.ts'
import { medianOf, percentileOf } from './median.ts'

/** How long a case is looked at before the next is asked for: far less than anybody reads. */
const READING_MS = 1500

/**
 * From the key to the next film and its shapes on the screen, in Chromium on the built window and the loopback host:
 * films of 4.8 megapixels at 16 bit, each seen for the first time. Every second step is taken with the look ahead
 * switched off; those are the baseline.
 */
export const nextCaseBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const services = createServices({ storeFolder: folder, modelsFolder: folder, host: 'loopback' })
  try {
    const call = await benchCalls(services)
    await call('settings.save', { language: 'en', theme: 'dark', guide: false })
    const steps = quick ? 10 : 60
    tell(`bench: drawing ${steps + 1} films`)
    const cases = await fillWithFilms(services, steps + 1)
    for (const drawn of cases) await drawBox(call, drawn)
    const window = await openBenchWindow(services, folder)
    try {
      return compare(await walk(window.page, `${window.address}/#/case/${cases[0]?.caseId}?order=ascending`, steps))
    } finally {
      await window.close()
    }
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A shape that was drawn before: what lies over the picture is waited for too. */
async function drawBox(call: BenchCall, { caseId, imageId }: DrawnCase): Promise<void> {
  const { read } = await call<CaseView>('case.open', { caseId })
  const markId = crypto.randomUUID()
  const mark = { markId, imageId, kind: 'box', points: [[400, 500], [900, 1400]], label: null }
  await call<SaveReceipt>('read.save', { readId: read.readId, baseRevision: read.revision, edits: [{ kind: 'mark', markId, mark }] })
}

interface Times {
  readonly ahead: number[]
  readonly plain: number[]
}

async function walk(page: Page, first: string, steps: number): Promise<Times> {
  const times: Times = { ahead: [], plain: [] }
  let looksAhead = true
  await page.route('**/call/case.ahead', (route) => (looksAhead ? route.continue() : route.abort()))
  await page.goto(first)
  await page.locator('[data-testid="shape-layer"][data-count="1"]').waitFor()
  for (let step = 0; step < steps; step += 1) {
    await page.waitForTimeout(READING_MS)
    // The case that is left has looked ahead or not; the one that is opened looks the other way.
    const into = looksAhead ? times.ahead : times.plain
    looksAhead = !looksAhead
    into.push(await page.evaluate<number>(stepToNext))
  }
  return times
}

/**
 * Runs in the window: presses D and answers how long it took until the next case's picture and shapes were painted. A
 * text, because the main process knows no window.
 */
const stepToNext = `new Promise((resolve) => {
  const shown = () => {
    const pane = document.querySelector('[data-testid="picture"][data-shown="true"]')
    const shapes = pane?.querySelector('[data-testid="shape-layer"][data-count="1"]') ?? null
    return shapes === null ? null : pane.getAttribute('data-image')
  }
  const before = shown()
  const start = performance.now()
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'd', code: 'KeyD', bubbles: true }))
  const look = () => {
    const now = shown()
    if (now === null || now === before) requestAnimationFrame(look)
    // The frame in which it is there has still to be painted.
    else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)))
  }
  look()
})`

/** The first step of each kind only warms up. */
function compare({ ahead, plain }: Times): BenchResult[] {
  const result = (name: string, of: (values: readonly number[]) => number): BenchResult => {
    const value = of(ahead.slice(1))
    const baseline = of(plain.slice(1))
    return { name, value, unit: 'ms', baseline, ratio: baseline / value }
  }
  return [result('nextCase.median', medianOf), result('nextCase.p95', (values) => percentileOf(values, 0.95))]
}
