import type { Locator } from 'playwright-core'
import type { TestWindow } from '../support/window.ts'

/** The watched folder, a tab of the import page. */
export class WatchTab {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    await this.#window.go('#/import')
    await this.#window.page.getByTestId('watched-tab').click()
    await this.state().waitFor()
  }

  /** Names a folder, switches it on and saves. */
  async watch(folder: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.watching.folder).fill(folder)
    await page.getByRole('switch', { name: text.watching.on }).check()
    await page.getByRole('button', { name: text.watching.save, exact: true }).click()
  }

  /** Off, looking, importing, unreachable or stopped, as `data-state`. */
  state(state?: string): Locator {
    return state === undefined ? this.#window.page.getByTestId('watch-state') : this.#window.page.locator(`[data-testid="watch-state"][data-state="${state}"]`)
  }

  async showReport(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.text.watching.show }).click()
  }

  /** The codes of the files that were refused. */
  rejected(): Locator {
    return this.state().locator('tr[data-code]')
  }
}
