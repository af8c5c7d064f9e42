import type { Locator } from 'playwright-core'
import type { PacsProtocol } from '../../../src-shared/contract/pacs.ts'
import type { TestWindow } from '../support/window.ts'

interface Place {
  readonly url: string
  readonly user: string
  readonly password: string
}

/** The PACS, a tab of the import page. */
export class PacsTab {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    await this.#window.go('#/import')
    await this.#window.page.getByTestId('pacs-tab').click()
    await this.#window.page.getByTestId('pacs').waitFor()
  }

  async chooseProtocol(protocol: PacsProtocol): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.pacs.protocol, { exact: true }).click()
    await page.getByRole('option', { name: text.pacs.protocols[protocol] }).click()
  }

  async save(): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('switch', { name: text.pacs.on }).check()
    await page.getByRole('button', { name: text.pacs.save }).click()
  }

  /** Names a PACS, switches it on, saves, and waits for what the test of it says. */
  async connect({ url, user, password }: Place): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.pacs.url, { exact: true }).fill(url)
    await page.getByLabel(text.pacs.user, { exact: true }).fill(user)
    await page.getByLabel(text.pacs.password, { exact: true }).fill(password)
    await this.save()
  }

  works(): Locator {
    return this.#window.page.getByTestId('pacs-works')
  }

  async search(patientId: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByTestId('pacs-search').getByLabel(text.pacs.patientId).fill(patientId)
    await page.getByRole('button', { name: text.pacs.search, exact: true }).click()
  }

  study(patientId: string): Locator {
    return this.#window.page.locator(`tr[data-patient="${patientId}"]`)
  }

  async retrieve(count: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.pacs.retrieve(count) }).click()
    await page.getByTestId('import-report').waitFor()
  }

  async send(path: string): Promise<void> {
    await this.#window.page.getByTestId('pacs-send-input').setInputFiles(path)
    await this.#window.page.locator('[data-testid="pacs-send"] [data-refused]').waitFor()
  }
}
