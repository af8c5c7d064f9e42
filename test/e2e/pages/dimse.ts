import type { Locator } from 'playwright-core'
import type { TestWindow } from '../support/window.ts'

/** Sending and receiving over DICOM's own protocol, a tab of the import page. */
export class DimseTab {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    await this.#window.go('#/import')
    await this.#window.page.getByTestId('dimse-tab').click()
    await this.#window.page.getByTestId('dimse').waitFor()
  }

  /** Receives at a port from one caller, and sends to that very port. */
  async receive(port: number, caller: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.dimse.callers).fill(caller)
    await page.getByLabel(text.dimse.port, { exact: true }).fill(String(port))
    await page.getByRole('switch', { name: text.dimse.on }).check()
    await page.getByLabel(text.dimse.peerHost).fill('127.0.0.1')
    await page.getByLabel(text.dimse.peerPort).fill(String(port))
    await page.getByLabel(text.dimse.peerTitle).fill('CTW')
    await page.getByRole('button', { name: text.dimse.saveAndTest }).click()
  }

  state(state: string): Locator {
    return this.#window.page.locator(`[data-testid="dimse"][data-state="${state}"]`)
  }

  works(): Locator {
    return this.#window.page.getByTestId('dimse-works')
  }

  async send(path: string): Promise<void> {
    await this.#window.page.getByTestId('pacs-send-input').setInputFiles(path)
    await this.#window.page.locator('[data-testid="pacs-send"] [data-refused="0"]').waitFor()
  }
}
