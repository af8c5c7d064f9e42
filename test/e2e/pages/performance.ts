import type { Download, Locator } from 'playwright-core'
import type { TestWindow } from '../support/window.ts'

/** The page that says how good a model is. */
export class PerformancePage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(modelId: string): Promise<void> {
    await this.#window.go(`#/performance/${modelId}`)
    await this.#window.page.getByRole('heading', { name: modelId }).waitFor()
  }

  basis(): Locator {
    return this.#window.page.getByTestId('basis')
  }

  label(key: string): Locator {
    return this.#window.page.locator(`tr[data-label="${key}"]`)
  }

  async chooseLabel(key: string): Promise<void> {
    await this.label(key).getByRole('button').press('Enter')
  }

  chart(name: string): Locator {
    return this.#window.page.locator(`[data-chart="${name}"]`)
  }

  async save(chart: string, format: 'SVG' | 'PNG' | 'CSV'): Promise<Download> {
    const { page, text } = this.#window
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      this.chart(chart).getByRole('button', { name: `${text.performance.save(format)}:` }).click(),
    ])
    return download
  }
}
