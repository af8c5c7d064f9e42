import type { Locator } from 'playwright-core'
import sharp from 'sharp'
import type { AnswerState } from '../../../src-shared/domain/label.ts'
import type { ShapeKind } from '../../../src-shared/domain/mark.ts'
import { labelSetsFor } from '../../../src-shared/labels.ts'
import { ownerPassword, type TestWindow } from '../support/window.ts'
import { WorklistPage } from './worklist.ts'

type Place = readonly [x: number, y: number]

/** The bench: one case being read. */
export class BenchPage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  /** Opens a case from the worklist and waits for its picture. */
  async openCase(pseudonym: string): Promise<void> {
    const worklist = new WorklistPage(this.#window)
    await worklist.open()
    await this.openListed(pseudonym)
  }

  /** Opens a case of the worklist as it is filtered and ordered now. */
  async openListed(pseudonym: string): Promise<void> {
    await new WorklistPage(this.#window).row(pseudonym).first().dblclick()
    await this.waitForPicture()
  }

  async waitForPicture(): Promise<void> {
    await this.#window.page.locator('[data-testid="picture"][data-shown="true"]').waitFor({ timeout: 60_000 })
    // The labels come after it, and take the focus: a key pressed before would be nobody's.
    await this.#window.page.getByTestId('labels').waitFor({ timeout: 60_000 })
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#window.page.keyboard.press(key)
  }

  caseName(): Locator {
    return this.#window.page.getByTestId('case-name')
  }

  phase(name: 'blind' | 'revealed' | 'signed'): Locator {
    return this.#window.page.locator(`[data-testid="bench"][data-phase="${name}"]`)
  }

  label(key: string): Locator {
    return this.#window.page.locator(`[data-label="${key}"]`)
  }

  /** Waits until the label says so on screen. */
  async waitForAnswer(key: string, state: AnswerState | 'unanswered'): Promise<void> {
    await this.#window.page.locator(`[data-label="${key}"][data-state="${state}"]`).waitFor()
  }

  keyImages(): Locator {
    return this.#window.page.getByTestId('key-image-row')
  }

  /** The labels that have an answer. */
  answered(): Locator {
    return this.#window.page.locator('[data-label][data-state]:not([data-state="unanswered"])')
  }

  async focus(key: string): Promise<void> {
    await this.label(key).click({ position: { x: 12, y: 10 } })
  }

  focused(): Locator {
    return this.#window.page.locator('[data-label][aria-current="true"]')
  }

  aiLines(): Locator {
    return this.#window.page.getByTestId('ai-line')
  }

  standing(key: string, name: string): Locator {
    return this.label(key).locator(`[data-standing="${name}"]`)
  }

  saveState(kind: 'saved' | 'saving' | 'retrying' | 'signedOut' | 'refused'): Locator {
    return this.#window.page.locator(`[data-testid="save-state"][data-save="${kind}"]`)
  }

  field(kind: 'note' | 'impression'): Locator {
    return this.#window.page.locator(`[data-field="${kind}"]`)
  }

  refusal(): Locator {
    return this.#window.page.getByTestId('refusal')
  }

  /** In place of a case that somebody else is reading. */
  othersRead(): Locator {
    return this.#window.page.getByTestId('others-read')
  }

  async readIndependently(): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.bench.second.begin }).click()
  }

  /** The two readings beside each other, with so many differences. */
  twoReadings(differences?: number): Locator {
    const { page } = this.#window
    return differences === undefined ? page.getByTestId('two-readings') : page.locator(`[data-testid="two-readings"][data-differences="${differences}"]`)
  }

  async settle(): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.bench.second.settle }).click()
  }

  /** Writes a comment on the case, or on the chosen shape. */
  async comment(typed: string): Promise<void> {
    const { page, text } = this.#window
    const { title, write, add } = text.bench.comments
    const section = page.getByRole('region', { name: new RegExp(`^${title}`, 'u') })
    await section.getByLabel(write).fill(typed)
    await section.getByRole('button', { name: add, exact: true }).click()
    await this.comments().filter({ hasText: typed }).waitFor()
  }

  comments(): Locator {
    return this.#window.page.getByTestId('comment')
  }

  commentsHeldBack(): Locator {
    return this.#window.page.getByTestId('comments-held-back')
  }

  /** Ends the open second reading without a signature. */
  async giveUpSecond(reason: string): Promise<void> {
    const { page, text } = this.#window
    const words = text.bench.second
    await page.getByRole('button', { name: words.giveUp }).click()
    await page.getByLabel(words.giveUpReason, { exact: true }).fill(reason)
    await page.getByRole('button', { name: words.giveUpDo, exact: true }).click()
  }

  signature(): Locator {
    return this.#window.page.getByTestId('signature')
  }

  async openSigning(password: string = ownerPassword): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.bench.sign.password, { exact: true }).fill(password)
    await page.getByRole('button', { name: text.bench.sign.open, exact: true }).click()
  }

  /** The password was right: its field is gone. */
  async signingOpened(): Promise<void> {
    await this.#window.page.locator('input[type="password"]').waitFor({ state: 'detached' })
  }

  /** A place of the picture, as shares of it, on the screen while the whole picture is shown unturned. */
  async placeOf(shares: Place, sidePx: number): Promise<Place> {
    const box = await this.#pane()
    const zoom = Math.min(box.width, box.height) / sidePx
    const at = (share: number, start: number, size: number): number => start + size / 2 + (share - 0.5) * sidePx * zoom
    return [at(shares[0], box.x, box.width), at(shares[1], box.y, box.height)]
  }

  async drag(from: Place, to: Place): Promise<void> {
    const { mouse } = this.#window.page
    await mouse.move(...from)
    await mouse.down()
    await mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2)
    await mouse.move(...to)
    await mouse.up()
  }

  lengthMarks(): Locator {
    return this.#window.page.getByTestId('length-mark')
  }

  /** Which label the next shape belongs to. */
  shapeHint(): Locator {
    return this.#window.page.getByTestId('shape-hint')
  }

  /** Waits until the panel lists so many shapes. */
  async shapeRows(count: number): Promise<void> {
    const rows = this.#window.page.getByTestId('shape-row')
    await (count === 0 ? rows.first().waitFor({ state: 'detached' }) : rows.nth(count - 1).waitFor())
    await rows.nth(count).waitFor({ state: 'detached' })
  }

  async chooseShape(kind: ShapeKind): Promise<void> {
    await this.#window.page.locator(`[data-testid="shape-row"][data-kind="${kind}"]`).first().click()
  }

  /** Waits until the panel lists so many notes on pictures. */
  async noteRows(count: number): Promise<void> {
    const rows = this.#window.page.getByTestId('note-row')
    await (count === 0 ? rows.first().waitFor({ state: 'detached' }) : rows.nth(count - 1).waitFor())
    await rows.nth(count).waitFor({ state: 'detached' })
  }

  /** What can be done with the chosen shape. */
  shapeMenu(): Locator {
    return this.#window.page.getByTestId('shape-menu')
  }

  async chooseLabelInMenu(key: string): Promise<void> {
    const { language } = this.#window
    const name = labelSetsFor('chestxray14').flatMap(({ labels }) => labels).find((label) => label.key === key)?.name[language] ?? key
    await this.shapeMenu().getByRole('menuitemradio', { name, exact: true }).click()
  }

  measurements(): Locator {
    return this.#window.page.getByTestId('measurement')
  }

  /** Where the two ends of the only length are on the screen. */
  async lengthEnds(): Promise<readonly Place[]> {
    const box = await this.#pane()
    const ends = await this.lengthMarks().locator('circle').all()
    return Promise.all(
      ends.map(async (end) => [box.x + Number(await end.getAttribute('cx')), box.y + Number(await end.getAttribute('cy'))] as const),
    )
  }

  /** The screen's grey, 0 … 255, at some places; the overlays are held away while the picture is taken. */
  async greysAt(places: readonly Place[]): Promise<readonly number[]> {
    const { page } = this.#window
    await page.keyboard.down('Space')
    await this.lengthMarks().first().waitFor({ state: 'detached' })
    const png = await page.screenshot()
    await page.keyboard.up('Space')
    await this.lengthMarks().first().waitFor()
    const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true })
    return places.map(([x, y]) => data[(Math.round(y) * info.width + Math.round(x)) * info.channels] ?? Number.NaN)
  }

  /** Window, spacing, zoom and size of what is shown. */
  readout(): Locator {
    return this.#window.page.getByTestId('readout')
  }

  /** The second picture, once it is on screen. */
  comparePane(): Locator {
    return this.#window.page.locator('[data-testid="compare-pane"][data-shown="true"]')
  }

  compareBar(): Locator {
    return this.#window.page.getByTestId('compare-bar')
  }

  /** Which picture a pane says it shows. */
  caption(of: 'own' | 'beside'): Locator {
    return this.#window.page.getByTestId(`caption-${of}`)
  }

  /** The edge between two pictures that lie one over the other. */
  splitSlider(): Locator {
    return this.#window.page.getByRole('slider', { name: this.#window.text.compare.slider })
  }

  lens(): Locator {
    return this.#window.page.getByTestId('lens')
  }

  async lensMiddle(): Promise<Place> {
    const box = await this.lens().boundingBox()
    if (box === null) throw new Error('No magnifier on screen')
    return [box.x + box.width / 2, box.y + box.height / 2]
  }

  mapLayer(): Locator {
    return this.#window.page.getByTestId('map-layer')
  }

  async #pane(): Promise<{ readonly x: number; readonly y: number; readonly width: number; readonly height: number }> {
    const box = await this.#window.page.getByTestId('picture').boundingBox()
    if (box === null) throw new Error('No picture on screen')
    return box
  }
}
