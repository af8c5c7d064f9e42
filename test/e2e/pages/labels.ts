import type { Locator } from 'playwright-core'
import type { Texts } from '../../../src-renderer/text/text.ts'
import type { TestWindow } from '../support/window.ts'

type Column = keyof Texts['labels']['columns']

/** The editor of label sets. */
export class LabelSetsPage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    await this.#window.go('#/labels')
    await this.#window.page.getByTestId('effect').waitFor()
  }

  #field(column: Column, key: string): Locator {
    const { page, text } = this.#window
    return page.getByLabel(`${text.labels.columns[column]} ${key}`, { exact: true })
  }

  async type(column: Column, key: string, value: string): Promise<void> {
    await this.#field(column, key).fill(value)
  }

  value(column: Column, key: string): Promise<string> {
    return this.#field(column, key).inputValue()
  }

  /** Chooses what becomes of a label, by its words. */
  async choose(key: string, words: string): Promise<void> {
    const { page } = this.#window
    await page.locator(`[data-label="${key}"] [role="combobox"]`).click()
    await page.getByRole('option', { name: words }).click()
  }

  async add(key: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.labels.newKey).fill(key)
    await page.getByRole('button', { name: text.labels.add }).click()
  }

  async save(reason: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.labels.reason).fill(reason)
    await page.getByRole('button', { name: text.labels.save(2) }).click()
  }

  effect(): Promise<string> {
    return this.#window.page.getByTestId('effect').innerText()
  }

  version(version: number): Locator {
    return this.#window.page.getByRole('tab', { name: this.#window.text.labels.version(version) })
  }
}
