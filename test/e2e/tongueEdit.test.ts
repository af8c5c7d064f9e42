import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Read } from '../../src-shared/contract/bench.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { isOutline, isSeparation, type OutlineMark } from '../../src-shared/domain/mark.ts'
import { decodeMask, isFilled, maskArea, type Mask } from '../../src-shared/domain/mask.ts'
import { cellValues } from '../../src-shared/domain/tongueCells.ts'
import { BenchPage } from './pages/bench.ts'
import { violations } from './support/axe.ts'
import { bringCases, sendTo } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow } from './support/window.ts'

const sample = join(import.meta.dirname, '..', '..', 'resources', 'samples', 'tongue-1.jpg')

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const maskOf = (outline: OutlineMark | undefined): Mask => {
  const mask = outline === undefined ? null : decodeMask(outline.runs, outline)
  if (mask === null) throw new Error('No outline')
  return mask
}

describe.each(languages)('correcting a tongue (%s)', (language) => {
  it('by points, brush and cells, measured again, undone, turned, and signed', async () => {
    const window = await openWindow(browser, {
      language,
      // The real segmenter: an outline of a tongue, not of a whole picture.
      modelsFolder: join(import.meta.dirname, '..', '..', 'models'),
      prepare: (services) => bringCases(services, language, [{ patient: 'T-1', task: 'tongue', pictures: [readFileSync(sample)] }]),
    })
    const { page, services, text } = window
    const bench = new BenchPage(window)
    const caseId = (): CaseId => /case\/([^?]+)/u.exec(page.url())?.[1] as CaseId
    const readNow = async (): Promise<Read> => (await sendTo(services)('case.open', { caseId: caseId() })).read
    const outlineNow = async (): Promise<OutlineMark | undefined> => (await readNow()).marks.find(isOutline)
    const measured = async (): Promise<void> => {
      await expect.poll(async () => (await readNow()).measures.length).toBe(1)
      await page.locator('[data-testid="tongue-correction"][data-measuring="false"]').waitFor()
    }
    await bench.openCase('T-1')
    // Blind, there is nothing to correct, and no tool for it.
    await bench.press('Shift+P')
    expect(await page.getByTestId('tongue-handles').count()).toBe(0)
    expect(await page.getByRole('button', { name: text.tongueEdit.tools.tonguePoints }).count()).toBe(0)
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await page.getByTestId('tongue-correction').getByText(text.tongueEdit.modelStands).waitFor()

    // By keyboard: a handle is chosen, moved, and another one put beside it.
    await bench.press('Shift+P')
    const handles = page.getByTestId('tongue-handles')
    await handles.waitFor()
    const before = Number(await handles.getAttribute('data-count'))
    await bench.press('q', 'Shift+ArrowUp', 'Shift+ArrowUp')
    await page.getByTestId('own-outline').waitFor()
    await expect.poll(async () => (await outlineNow())?.handles?.length).toBe(before)
    await bench.press('x')
    await expect.poll(async () => (await outlineNow())?.handles?.length).toBe(before + 1)
    await bench.press('Delete')
    await expect.poll(async () => (await outlineNow())?.handles?.length).toBe(before)
    await measured()
    await page.getByTestId('tongue-correction').getByText(text.tongueEdit.measuredInYours).waitFor()

    // By mouse, and back through the one history.
    const kept = await outlineNow()
    const handle = await handles.locator('rect').nth(4).boundingBox()
    if (handle === null) throw new Error('No handle')
    const middle = [handle.x + handle.width / 2, handle.y + handle.height / 2] as const
    await bench.drag(middle, [middle[0] - 20, middle[1] + 10])
    await expect.poll(async () => (await outlineNow())?.runs).not.toBe(kept?.runs)
    await bench.press('Control+z')
    await expect.poll(async () => (await outlineNow())?.runs).toBe(kept?.runs)

    // A brush takes away, in a picture that is turned and zoomed.
    const size = maskOf(kept)
    const sidePx = Math.max(size.widthPx, size.heightPx)
    await bench.press('Shift+Y')
    await bench.press(']', ']', 'r')
    const shown = maskOf(kept)
    const inside = await bench.placeOf([0.5, 0.5], sidePx)
    expect(isFilled(shown, [size.widthPx / 2, size.heightPx / 2])).toBe(true)
    await bench.drag(inside, [inside[0] + 400, inside[1]])
    await expect.poll(async () => maskArea(maskOf(await outlineNow()))).toBeLessThan(maskArea(shown))
    // A quarter turn to the right: to the right on the screen is up in the picture.
    const cut = maskOf(await outlineNow())
    expect(isFilled(cut, [size.widthPx / 2, size.heightPx / 2])).toBe(false)
    await bench.press('l', 'Control+z')
    await expect.poll(async () => (await outlineNow())?.runs).toBe(kept?.runs)

    // Cells move between coating, body and what is left out.
    await bench.press('Shift+G', 'Shift+G', 'Shift+G')
    await page.getByTestId('tongue-hint').getByText(text.tongueEdit.part.leftOut).waitFor()
    await bench.drag(await bench.placeOf([0.45, 0.5], sidePx), await bench.placeOf([0.55, 0.5], sidePx))
    await expect.poll(async () => (await readNow()).marks.filter(isSeparation).length).toBe(1)
    const cells = (await readNow()).marks.find(isSeparation)?.cells
    expect(cells === undefined ? 0 : cellValues(cells).filter((value) => value === 2).length).toBeGreaterThan(5)
    await measured()
    await page.getByTestId('model-value').first().waitFor()
    await window.screenshot('bench-tongue-edit')
    expect(await violations(page)).toEqual([])

    // Both values are frozen by the signature, and there is nothing more to correct.
    await bench.press('Control+Enter')
    await bench.openSigning()
    await bench.signingOpened()
    await bench.press('Control+Enter')
    await expect.poll(async () => (await readNow()).phase).toBe('signed')
    const signed = await readNow()
    expect(signed.measures).toHaveLength(1)
    await bench.openCase('T-1')
    await page.getByTestId('own-outline').waitFor()
    expect(await page.getByRole('button', { name: text.tongueEdit.tools.tonguePoints }).count()).toBe(0)
  }, 240_000)
})
