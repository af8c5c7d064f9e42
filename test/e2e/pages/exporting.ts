import type { Download, Locator } from 'playwright-core'
import type { ExportFormat } from '../../../src-shared/contract/jobs.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import type { TestWindow } from '../support/window.ts'

/** The exports page. */
export class ExportPage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    await this.#window.go('#/exports')
    await this.startButton().waitFor()
  }

  startButton(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.text.exporting.start })
  }

  async choose(format: ExportFormat, task: Task | null): Promise<void> {
    const { page, text } = this.#window
    await page.locator(`input[type="radio"][value="${format}"]`).check()
    await page.getByLabel(text.exporting.task, { exact: true }).click()
    const name = task === null ? text.exporting.allTasks : text.common.task[task]
    await page.getByRole('option', { name }).click()
  }

  /** Starts and waits for the frozen export. */
  async run(format: ExportFormat, task: Task | null): Promise<Locator> {
    await this.choose(format, task)
    const before = await this.frozen(format).count()
    await this.startButton().click()
    await this.frozen(format).nth(before).waitFor({ timeout: 60_000 })
    return this.frozen(format).first()
  }

  frozen(format: ExportFormat): Locator {
    return this.#window.page.locator(`[data-testid="export"][data-format="${format}"]`)
  }

  async download(format: ExportFormat): Promise<Download> {
    const { page, text } = this.#window
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      this.frozen(format).first().getByRole('button', { name: text.exporting.open }).click(),
    ])
    return download
  }
}
