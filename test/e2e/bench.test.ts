import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabelScore } from '../../src-shared/domain/analysis.ts'
import type { CaseId } from '../../src-shared/domain/ids.ts'
import { signNames } from '../../src-shared/domain/signValues.ts'
import { filmPng, tonguePng } from '../fixtures/pictures.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { bringCases, sendTo, spots, spottedFilm, spottedSidePx, type CaseToBring } from './support/cases.ts'
import { drawings, launchChromium } from './support/chromium.ts'
import { languages, openWindow, type TestWindow } from './support/window.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

const film = async (patient: string): Promise<CaseToBring> => ({ patient, task: 'chestxray14', pictures: [await spottedFilm()] })
const plainFilm = async (patient: string): Promise<CaseToBring> => ({ patient, task: 'chestxray14', pictures: [await filmPng({ widthPx: 400, heightPx: 400 })] })
const tongue = async (patient: string): Promise<CaseToBring> => ({ patient, task: 'tongue', pictures: [await tonguePng({ widthPx: 480, heightPx: 400 })] })
/** One grey: the gates refuse it. */
const blank = async (patient: string): Promise<CaseToBring> => {
  const grey = { create: { width: 300, height: 300, channels: 3, background: '#808080' } } as const
  return { patient, task: 'chestxray14', pictures: [await sharp(grey).toColourspace('b-w').png().toBuffer()] }
}

async function openBench(cases: readonly CaseToBring[], language: TestWindow['language'] = 'en', shownBy: Browser = browser) {
  const window = await openWindow(shownBy, { language, prepare: (services) => bringCases(services, language, cases) })
  await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
  return { window, bench: new BenchPage(window), send: sendTo(window.services) }
}

type Opened = Awaited<ReturnType<typeof openBench>>

/** What the store holds of the case on show. */
async function stored({ window, send }: Opened) {
  const caseId = /case\/([^?]+)/u.exec(window.page.url())?.[1] as CaseId
  return send('case.open', { caseId })
}

async function scoresOf(opened: Opened): Promise<readonly LabelScore[]> {
  const { prediction } = await stored(opened)
  if (prediction === null) throw new Error('No prediction')
  return prediction.labels
}

describe.each(languages)('a film from blind read to signature (%s)', (language) => {
  it('is read by keyboard, revealed, decided, undone, signed and amended', async () => {
    const opened = await openBench([await film('P-0001'), await plainFilm('P-0002')], language)
    const { window, bench } = opened
    await bench.openCase('P-0001')

    await bench.press('1', 'ArrowDown', '2', 'ArrowDown', '3', 'ArrowDown', '4', 'Tab')
    await bench.waitForAnswer('atelectasis', 'present')
    await bench.waitForAnswer('cardiomegaly', 'absent')
    await bench.waitForAnswer('consolidation', 'unsure')
    await bench.waitForAnswer('edema', 'notAssessable')
    expect(await bench.focused().getAttribute('data-label')).toBe('effusion')
    await bench.press('1', '0')
    await bench.waitForAnswer('effusion', 'unanswered')
    await bench.saveState('saved').waitFor()
    // Before the reveal there is neither a column nor data for one.
    expect(await bench.aiLines().count()).toBe(0)
    expect((await stored(opened)).prediction).toBeNull()
    await window.screenshot('bench-film-blind')

    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    const scores = await scoresOf(opened)
    await bench.focus('effusion')
    const call = scores.find(({ name }) => name === 'effusion')?.call ?? 'absent'
    const opposite = call === 'present' ? 'absent' : 'present'
    await bench.press('Enter')
    await bench.standing('effusion', 'accepted').waitFor()
    await bench.waitForAnswer('effusion', call)
    await bench.press('Shift+Enter')
    await window.page.keyboard.type('a rib')
    await bench.press('Enter')
    await bench.standing('effusion', 'overruled').waitFor()
    await bench.waitForAnswer('effusion', opposite)
    await window.screenshot('bench-film-revealed')

    // The reason, then the overruling: two gestures, two steps.
    await bench.press('Control+z', 'Control+z')
    await bench.standing('effusion', 'accepted').waitFor()
    await bench.press('Control+Shift+z', 'Control+Shift+z')
    await bench.standing('effusion', 'overruled').waitFor()
    await bench.saveState('saved').waitFor()
    const { read } = await stored(opened)
    expect(read.answers.find(({ label }) => label === 'effusion')).toMatchObject({ state: opposite, decision: 'overruled', reason: 'a rib' })
    expect(read.answers.find(({ label }) => label === 'atelectasis')).toMatchObject({ blindState: 'present' })

    // What the reader says as well is accepted at once; what differs stays as it is.
    const agreed = scores.find(({ name }) => name !== 'effusion')
    await bench.focus(agreed?.name ?? '')
    await bench.press(agreed?.call === 'present' ? '1' : '2', 'Shift+A')
    await bench.standing(agreed?.name ?? '', 'accepted').waitFor()
    await bench.standing('effusion', 'overruled').waitFor()
    await bench.press('Control+Enter')
    await bench.openSigning('not the password')
    await window.page.locator('[data-code="auth.wrongPassword"]').waitFor()
    await bench.openSigning()
    await bench.signingOpened()
    await bench.press('Control+Enter')
    await bench.caseName().filter({ hasText: 'P-0002' }).waitFor()

    await bench.openCase('P-0001')
    await bench.phase('signed').waitFor()
    expect(await bench.signature().first().textContent()).toMatch(/[0-9a-f]{12}$/u)
    await bench.focus('mass')
    await bench.press('1')
    await bench.waitForAnswer('mass', 'unanswered')
    await window.screenshot('bench-film-signed')
    await window.page.getByLabel(window.text.bench.sign.amendReason).fill('second look')
    await window.page.getByRole('button', { name: window.text.bench.sign.amend, exact: true }).click()
    await bench.phase('revealed').waitFor()
    await bench.focus('mass')
    await bench.press('1')
    await bench.saveState('saved').waitFor()
    expect(await window.page.getByTestId('earlier-version').count()).toBe(1)
    expect((await stored(opened)).earlierReads[0]?.signature).not.toBeNull()
  }, 240_000)
})

describe.each(languages)('a tongue (%s)', (language) => {
  it('shows contour, measures without a calibration, and what no model assesses', async () => {
    const { window, bench } = await openBench([await tongue('T-0001')], language)
    await bench.openCase('T-0001')
    await bench.press('1', 'Enter')
    await bench.phase('revealed').waitFor()
    const words = window.text.bench
    for (const key of ['pinghe', 'yangxu']) {
      expect(await bench.label(key).textContent()).toContain(words.ai.notAssessed)
      expect(await bench.label(key).getByTestId('ai-line').count()).toBe(0)
    }
    expect(await bench.label('qixu').getByTestId('ai-line').count()).toBe(1)
    expect(await bench.label('enlarged').getByTestId('ai-line').count()).toBe(0)
    await window.page.getByTestId('outline-layer').waitFor()
    await bench.focus('qixu')
    await bench.mapLayer().waitFor()
    expect(await window.page.getByTestId('map-legend').textContent()).toContain(words.map.legend)
    await bench.press('g')
    await bench.mapLayer().waitFor({ state: 'detached' })
    expect(await window.page.getByText(window.text.calibration.uncalibrated).count()).toBeGreaterThan(0)
    const table = window.page.getByTestId('sign-table')
    expect(await table.locator('[data-sign="coatingGrade"]').textContent()).toContain(window.text.signs.name.coatingGrade)
    expect(await table.getByRole('row').count()).toBe(signNames.length)
    await table.getByRole('button', { name: window.text.signs.show(window.text.signs.name.deviationDeg) }).click()
    await window.page.locator('[data-testid="sign-layer"][data-sign="deviationDeg"]').waitFor()
    await window.screenshot('bench-tongue-revealed')
    await table.getByRole('button', { name: window.text.signs.show(window.text.signs.name.deviationDeg) }).click()
    await window.page.getByTestId('sign-layer').waitFor({ state: 'detached' })
  })
})

/** Both ends of the length lie on a black spot, as soon as the picture is drawn anew; all around is bright. */
async function expectOnSpots(bench: BenchPage, when: string): Promise<void> {
  expect(await bench.lengthEnds()).toHaveLength(2)
  await expect.poll(async () => Math.max(...(await bench.greysAt(await bench.lengthEnds()))), { message: when, timeout: 5000 }).toBeLessThan(60)
}

describe.each(drawings)('what lies over the picture, drawn with %s', (_, flags) => {
  let drawing: Browser
  beforeAll(async () => {
    drawing = await launchChromium(flags)
  })
  afterAll(() => drawing.close())

  it('stays on its place under zoom, rotation, flip and another size of the window', async () => {
    const { window, bench } = await openBench([await film('P-0001')], 'en', drawing)
    await bench.openCase('P-0001')
    await bench.press('t')
    const [from, to] = await Promise.all(spots.map((spot) => bench.placeOf(spot, spottedSidePx)))
    if (from === undefined || to === undefined) throw new Error('Two spots are drawn')
    await bench.drag(from, to)
    const lengthPx = Math.hypot(...[0, 1].map((axis) => ((spots[1][axis] ?? 0) - (spots[0][axis] ?? 0)) * spottedSidePx))
    const shown = Number((await bench.measurements().locator('p').last().textContent())?.replace(' px', ''))
    expect(Math.abs(shown - lengthPx)).toBeLessThan(3)

    // A turned picture stays mirrored, a mirrored one turned: the way from one spot to the other tells.
    const views = [[['r'], [-1, 1]], [['h'], [1, 1]], [['r', 'v', '-'], [-1, -1]], [['z', 'l', '+'], [-1, 1]]] as const
    for (const [keys, towards] of views) {
      await bench.press(...keys)
      await window.page.waitForTimeout(300)
      await expectOnSpots(bench, `after ${keys.join(' ')}`)
      const [start = [0, 0], end = [0, 0]] = await bench.lengthEnds()
      expect([keys, Math.sign(end[0] - start[0]), Math.sign(end[1] - start[1])]).toEqual([keys, ...towards])
    }
    await window.page.setViewportSize({ width: 1500, height: 900 })
    await window.page.waitForTimeout(600)
    await expectOnSpots(bench, 'after another size')

    const [held] = await bench.lengthEnds()
    if (held === undefined) throw new Error('The length has two ends')
    await window.page.mouse.move(...held)
    await window.page.mouse.wheel(0, -300)
    await window.page.waitForTimeout(300)
    const [zoomed] = await bench.lengthEnds()
    expect(Math.hypot((zoomed?.[0] ?? 0) - held[0], (zoomed?.[1] ?? 0) - held[1])).toBeLessThan(2)

    await bench.press('Delete')
    await bench.lengthMarks().waitFor({ state: 'detached' })
    await bench.press('Control+z')
    expect(await bench.lengthMarks().count()).toBe(1)
  }, 240_000)
})

describe('the pictures of a visit', () => {
  it('are shown one at a time, each with its own marks and windows', async () => {
    const [first, second] = [await spottedFilm(), await filmPng({ widthPx: 300, heightPx: 360 })]
    const { window, bench } = await openBench([{ patient: 'P-0001', task: 'chestxray14', pictures: [first, second] }])
    await bench.openCase('P-0001')
    const before = await bench.readout().textContent()
    const [from, to] = await Promise.all([bench.placeOf([0.3, 0.3], 300), bench.placeOf([0.6, 0.5], 300)])
    await bench.drag(from, to)
    await expect.poll(() => bench.readout().textContent()).not.toBe(before)
    await bench.press('Alt+1')
    await expect.poll(() => bench.readout().textContent()).toBe(before)
    await bench.press('t')
    await bench.drag(from, to)
    expect(await bench.lengthMarks().count()).toBe(1)
    await bench.press('PageDown')
    await bench.lengthMarks().waitFor({ state: 'detached' })
    await bench.waitForPicture()
    await expect.poll(() => bench.readout().textContent()).not.toBe(before)
    // The panel lists every length; choosing one shows its picture.
    await bench.measurements().click()
    await bench.lengthMarks().waitFor()
    await window.screenshot('bench-film-length')
  })
})

describe('what was typed', () => {
  it('is kept when the case is left in the middle of a word', async () => {
    const opened = await openBench([await film('P-0001'), await tongue('T-0001')])
    const { bench } = opened
    await bench.openCase('P-0001')
    await bench.field('impression').pressSequentially('no pneumothor')
    await bench.openCase('T-0001')
    await bench.openCase('P-0001')
    expect(await bench.field('impression').inputValue()).toBe('no pneumothor')
    expect((await stored(opened)).read.impression).toBe('no pneumothor')
  })

  it('is kept while the program cannot be reached, and through the lock', async () => {
    const opened = await openBench([await film('P-0001')])
    const { window, bench } = opened
    await bench.openCase('P-0001')
    await window.page.route('**/call/read.save', (route) => route.abort())
    await bench.press('1')
    await bench.saveState('retrying').waitFor()
    await bench.press('ArrowDown', '2')
    await bench.waitForAnswer('cardiomegaly', 'absent')
    expect((await stored(opened)).read.answers).toHaveLength(0)

    const account = new AccountPage(window)
    await account.lock()
    await window.page.unroute('**/call/read.save')
    await account.signIn()
    await bench.saveState('saved').waitFor({ timeout: 30_000 })
    expect((await stored(opened)).read.answers).toMatchObject([
      { label: 'atelectasis', state: 'present' },
      { label: 'cardiomegaly', state: 'absent' },
    ])
  })

  it('is laid over what another window saved meanwhile', async () => {
    const opened = await openBench([await film('P-0001')])
    const { bench, send } = opened
    await bench.openCase('P-0001')
    const { read } = await stored(opened)
    const theirs = { kind: 'answer', labelSet: 'chestxray14', label: 'mass', state: 'absent' } as const
    await send('read.save', { readId: read.readId, baseRevision: read.revision, edits: [theirs] })
    await bench.press('1')
    await bench.waitForAnswer('mass', 'absent')
    await bench.saveState('saved').waitFor()
    expect((await stored(opened)).read.answers).toHaveLength(2)
  })
})

describe('a picture that the gates refuse', () => {
  it('says why and can be read and signed by hand', async () => {
    const opened = await openBench([await blank('P-0009')])
    const { window, bench } = opened
    await bench.openCase('P-0009')
    expect(await bench.refusal().getAttribute('data-code')).toMatch(/^quality\./u)
    await bench.press('2', 'Enter')
    await bench.phase('revealed').waitFor()
    expect(await bench.aiLines().count()).toBe(0)
    await bench.press('Control+Enter')
    await bench.openSigning()
    await bench.signingOpened()
    await bench.press('Control+Enter')
    await bench.phase('signed').waitFor()
    await window.screenshot('bench-refused-signed')
  })
})
