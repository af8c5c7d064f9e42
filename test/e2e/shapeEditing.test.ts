import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../src-shared/domain/label.ts'
import { isShape, type ShapeMark } from '../../src-shared/domain/mark.ts'
import { launchChromium } from './support/chromium.ts'
import { openFilm } from './support/openFilm.ts'
import { languages } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

async function filmToDrawOn(language: Language) {
  const film = await openFilm(browser, language)
  return {
    ...film,
    stored: async (count: number): Promise<readonly ShapeMark[]> => (await film.readOnce(count)).marks.filter(isShape),
    answers: async () => (await film.readNow()).answers,
  }
}

describe.each(languages)('changing shapes (%s)', (language) => {
  it('gives a shape another label, copies and duplicates it, each one step of undo and no answer', async () => {
    const { window, bench, stored, answers, place } = await filmToDrawOn(language)
    await bench.focus('mass')
    await bench.press('b')
    await bench.drag(await place(0.3, 0.2), await place(0.5, 0.4))
    const [box] = await stored(1)
    await bench.press('w')
    await window.page.mouse.click(...(await place(0.4, 0.3)), { button: 'right' })
    await bench.shapeMenu().waitFor()
    // The menu grows into its place.
    await window.page.waitForTimeout(500)
    await window.screenshot('shape-menu')
    await bench.chooseLabelInMenu('nodule')
    await expect.poll(async () => (await stored(1))[0]?.label).toEqual({ labelSet: 'chestxray14', label: 'nodule' })
    expect((await stored(1))[0]).toMatchObject({ markId: box?.markId, points: box?.points })
    await bench.press('Control+z')
    await expect.poll(async () => (await stored(1))[0]?.label).toEqual(box?.label)
    await bench.press('Control+Shift+z')
    await expect.poll(async () => (await stored(1))[0]?.label?.label).toBe('nodule')
    await bench.press('Control+d')
    const copy = (await stored(2)).find(({ markId }) => markId !== box?.markId)
    expect(copy).toMatchObject({ kind: 'box', label: { label: 'nodule' } })
    expect(copy?.points).not.toEqual(box?.points)
    await bench.press('Control+c', 'Control+v')
    await stored(3)
    await bench.press('Control+z')
    await stored(2)
    // By key alone: the menu of the chosen shape, and its last entry.
    await bench.chooseShape('box')
    await bench.press('c')
    await bench.shapeMenu().waitFor()
    await bench.press('End', 'Enter')
    await expect.poll(async () => (await stored(2)).filter(({ label }) => label === null)).toHaveLength(1)
    expect(await answers()).toEqual([])
  }, 240_000)

  it('is done wholly by keyboard: a crosshair draws, points are chosen, inserted, moved and deleted', async () => {
    const { window, bench, stored } = await filmToDrawOn(language)
    await bench.press('y', 'k')
    await bench.shapeHint().waitFor()
    await window.screenshot('shape-crosshair')
    await bench.press('Enter', 'Control+ArrowRight', 'Enter', 'Shift+ArrowDown', 'Enter', 'Enter')
    const [line] = await stored(1)
    const [[x, y] = [0, 0], second, third] = line?.points ?? []
    expect([x % 1, y % 1, second, third]).toEqual([0, 0, [x + 100, y], [x + 100, y + 10]])
    await bench.press('o', 'ArrowLeft', 'Enter', 'Control+ArrowLeft', 'Enter', 'Control+ArrowDown', 'Enter', 'Control+ArrowUp', 'Control+ArrowRight', 'Enter')
    const polygon = (await stored(2)).find(({ kind }) => kind === 'polygon')
    expect(polygon?.points).toEqual([[x + 99, y + 10], [x - 1, y + 10], [x - 1, y + 110]])
    await bench.press('b', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Enter')
    const box = (await stored(3)).find(({ kind }) => kind === 'box')
    expect(box?.points).toEqual([[x + 99, y + 10], [x + 109, y + 20]])
    await bench.press('Escape')
    await bench.chooseShape('polygon')
    await bench.press('q', 'x', 'ArrowUp')
    const grown = (await stored(3)).find(({ kind }) => kind === 'polygon')
    expect(grown?.points).toEqual([[x + 99, y + 10], [x + 49, y + 9], [x - 1, y + 10], [x - 1, y + 110]])
    await bench.press('Shift+q', 'Delete')
    expect((await stored(3)).find(({ kind }) => kind === 'polygon')?.points).toEqual([[x + 49, y + 9], [x - 1, y + 10], [x - 1, y + 110]])
    await bench.press('Control+z', 'Control+z', 'Control+z')
    await expect.poll(async () => (await stored(3)).find(({ kind }) => kind === 'polygon')?.points).toEqual(polygon?.points)
  }, 240_000)

  it('keeps lines straight with Shift and catches the points of other shapes', async () => {
    const { window, bench, stored, place } = await filmToDrawOn(language)
    const { mouse, keyboard } = window.page
    await bench.press('b')
    await bench.drag(await place(0.2, 0.2), await place(0.4, 0.4))
    const [box] = await stored(1)
    await bench.press('y')
    await mouse.click(...(await place(0.6, 0.5)))
    await keyboard.down('Shift')
    await mouse.click(...(await place(0.8, 0.52)))
    await mouse.click(...(await place(0.9, 0.61)))
    await keyboard.up('Shift')
    await bench.press('Enter')
    const [[x, y] = [0, 0], second = [0, 0], third = [0, 0]] = (await stored(2)).find(({ kind }) => kind === 'polyline')?.points ?? []
    expect(second[1]).toBe(y)
    expect(second[0]).toBeGreaterThan(x + 50)
    expect(third[0] - second[0]).toBeCloseTo(third[1] - second[1], 6)
    await bench.press('j', '.')
    const [cornerX, cornerY] = await place(0.4, 0.4)
    await mouse.click(cornerX + 4, cornerY - 3)
    await keyboard.down('Control')
    await mouse.click(cornerX + 4, cornerY - 3)
    await keyboard.up('Control')
    const points = (await stored(4)).filter(({ kind }) => kind === 'point').map(({ points: [point] }) => point)
    expect(points.filter((point) => JSON.stringify(point) === JSON.stringify(box?.points[1]))).toHaveLength(1)
  }, 240_000)
})
