import type { Locator } from 'playwright-core'
import type { Task } from '../../../src-shared/domain/case.ts'
import type { TestWindow } from '../support/window.ts'

/** Labels from elsewhere: brought in on the import page, decided on in the bench. */
export class GivenLabels {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async openImport(): Promise<void> {
    await this.#window.go('#/import')
    await this.#window.page.getByTestId('labels-tab').click()
  }

  async look(files: readonly { readonly name: string; readonly text: string }[], { task, source }: { readonly task: Task; readonly source: string }): Promise<void> {
    const { page, text } = this.#window
    await page.getByTestId('labels-input').setInputFiles(files.map((file) => ({ name: file.name, mimeType: 'text/plain', buffer: Buffer.from(file.text) })))
    await page.getByLabel(text.importing.task).click()
    await page.getByRole('option', { name: text.common.task[task], exact: true }).click()
    await page.getByLabel(text.importing.labels.source).fill(source)
    await page.getByRole('button', { name: text.importing.labels.look }).click()
    await page.getByTestId('labels-found').waitFor()
  }

  /** Which label a foreign name is said to be: "set.label", or "" for none. */
  labelOf(name: string): Promise<string | null> {
    return this.#window.page.locator(`tr[data-foreign="${name}"]`).getAttribute('data-label')
  }

  async map(name: string, labelName: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('combobox', { name: `${text.importing.labels.label}: ${name}` }).click()
    await page.getByRole('option', { name: labelName, exact: true }).click()
  }

  problems(): Promise<readonly (string | null)[]> {
    return this.#window.page.locator('tr[data-problem]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-problem')))
  }

  async keep(): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.importing.labels.keep }).click()
    await page.getByTestId('labels-kept').waitFor()
  }

  section(): Locator {
    return this.#window.page.getByTestId('given-labels')
  }

  rows(): Locator {
    return this.#window.page.getByTestId('given-row')
  }

  row(name: string, kind: 'answer' | 'shape'): Locator {
    return this.#window.page.locator(`[data-testid="given-row"][data-name="${name}"][data-kind="${kind}"]`)
  }

  decided(name: string, decision: 'accepted' | 'overruled' | 'open'): Locator {
    return this.#window.page.locator(`[data-testid="given-row"][data-name="${name}"][data-decision="${decision}"]`)
  }

  line(label: string): Locator {
    return this.#window.page.locator(`[data-label="${label}"] [data-testid="given-line"]`)
  }

  layer(): Locator {
    return this.#window.page.getByTestId('given-layer')
  }

  async acceptAll(): Promise<void> {
    await this.section().getByRole('button').first().click()
  }
}
