import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { createServices } from '../app/services.ts'
import { benchCalls } from './benchCall.ts'
import type { Bench, BenchResult } from './benchResult.ts'
import { openBenchWindow } from './benchWindow.ts'
import { drawnCase, firstShape, sidePx } from './drawnCase.ts'
import { medianOf } from './median.ts'
import { placesOn, timed, watchMoves } from './pointerTimes.ts'

const counts = [500, 3000] as const

/**
 * From a move of the pointer to the painted frame that shows it, in Chromium, on a film of 3,000 by 3,000 pixels that has so many
 * shapes: half of the moves draw a polygon, half drag a corner of one. Then a wide brush on a region that covers half of the
 * film. Baseline: the gestures with shapes on a film with one shape.
 */
export const drawBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const services = createServices({ storeFolder: folder, modelsFolder: folder, host: 'loopback' })
  try {
    const call = await benchCalls(services)
    const window = await openBenchWindow(services, folder)
    const measure = async (shapes: number): Promise<number> => {
      tell(`bench: drawing among ${shapes} shapes`)
      const caseId = await drawnCase(services, call, shapes)
      await showCase(window.page, `${window.address}/#/case/${caseId}`)
      return medianOf(await timeMoves(window.page, quick ? 20 : 100))
    }
    try {
      const baseline = await measure(1)
      const results: BenchResult[] = []
      for (const shapes of counts) {
        const value = await measure(shapes)
        results.push({ name: `draw.shapes${shapes}`, value, unit: 'ms', baseline, ratio: baseline / value })
      }
      tell('bench: painting a large region')
      const value = medianOf(await timeBrush(window.page, quick ? 20 : 100))
      return [...results, { name: 'draw.brush3000', value, unit: 'ms', baseline, ratio: baseline / value }]
    } finally {
      await window.close()
    }
  } finally {
    await services.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function showCase(page: Page, address: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(address)
  await page.locator('[data-testid="picture"][data-shown="true"]').waitFor({ timeout: 120_000 })
  await page.evaluate(watchMoves)
}

/** Paints half of the film in broad lines, then times a second stroke on what was painted. */
async function timeBrush(page: Page, moves: number): Promise<readonly number[]> {
  const at = await placesOn(page)
  await page.keyboard.press('e')
  for (let step = 0; step < 14; step += 1) await page.keyboard.press(']')
  await page.mouse.move(...at(0.1, 0.2))
  await page.mouse.down()
  for (let line = 0; line < 8; line += 1) {
    await page.mouse.move(...at(line % 2 === 0 ? 0.9 : 0.1, 0.2 + 0.08 * line))
    await page.mouse.move(...at(line % 2 === 0 ? 0.9 : 0.1, 0.28 + 0.08 * line))
  }
  await page.mouse.up()
  return timed(page, async () => {
    await page.mouse.move(...at(0.1, 0.15))
    await page.mouse.down()
    for (let move = 1; move <= moves; move += 1) await page.mouse.move(...at(0.1 + (0.8 * move) / moves, 0.5 + 0.35 * Math.sin(move / 6)))
    await page.mouse.up()
  })
}

async function timeMoves(page: Page, moves: number): Promise<readonly number[]> {
  const at = await placesOn(page)
  const drawn = await timed(page, async () => {
    await page.keyboard.press('o')
    await page.mouse.click(...at(0.3, 0.3))
    for (let move = 1; move <= moves; move += 1) await page.mouse.move(...at(0.3 + (0.4 * move) / moves, 0.3 + 0.2 * Math.sin(move / 9)))
  })
  await page.keyboard.press('Escape')
  await page.keyboard.press('w')
  // The shape that lies apart from all others: chosen by its inside, then taken by a corner.
  const [centre, corner] = [firstShape.centre.map((place) => place / sidePx), firstShape.corner.map((place) => place / sidePx)]
  await page.mouse.click(...at(centre[0] ?? 0, centre[1] ?? 0))
  await page.mouse.move(...at(corner[0] ?? 0, corner[1] ?? 0))
  const dragged = await timed(page, async () => {
    await page.mouse.down()
    for (let move = 1; move <= moves; move += 1) await page.mouse.move(...at((corner[0] ?? 0) + (0.3 * move) / moves, (corner[1] ?? 0) + (0.2 * move) / moves))
    await page.mouse.up()
  })
  return [...drawn, ...dragged]
}
