import type { Locator } from 'playwright-core'
import type { ComparisonVerdict } from '../../../src-shared/contract/learning.ts'
import type { TestWindow } from '../support/window.ts'

/** The page of a model's versions. */
export class VersionsPage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    await this.#window.go('#/versions')
    await this.#window.page.locator('tr[data-version]').first().waitFor()
  }

  version(name: string): Locator {
    return this.#window.page.locator(`tr[data-version="${name}"]`)
  }

  /** Waits until a version is what it is said to be. */
  async waitForState(name: string, state: 'active' | 'challenger' | 'retired'): Promise<void> {
    await this.#window.page.locator(`tr[data-version="${name}"][data-state="${state}"]`).waitFor()
  }

  async chooseFolder(folder: string): Promise<void> {
    await this.#window.page.getByTestId('model-folder').setInputFiles(folder)
    await this.chosen().waitFor()
  }

  chosen(): Locator {
    return this.#window.page.getByTestId('chosen-model')
  }

  addButton(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.text.versions.add, exact: true })
  }

  async compare(name: string): Promise<void> {
    await this.#window.page.getByRole('button', { name: `${this.#window.text.versions.compare} ${name}` }).click()
  }

  async waitForVerdict(name: string, verdict: ComparisonVerdict): Promise<void> {
    await this.version(name).locator(`[data-verdict="${verdict}"]`).waitFor({ timeout: 90_000 })
  }

  comparison(): Locator {
    return this.#window.page.getByTestId('comparison')
  }

  activateButton(name: string): Locator {
    return this.#window.page.getByRole('button', { name: `${this.#window.text.versions.activate} ${name}` })
  }

  rollBackButton(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.text.versions.rollBack, exact: true })
  }

  dialog(): Locator {
    return this.#window.page.getByRole('dialog')
  }

  /** Gives the reason and confirms by the keyboard alone. */
  async confirm(reason: string): Promise<void> {
    const { page, text } = this.#window
    await this.dialog().getByLabel(text.versions.reason).fill(reason)
    await page.keyboard.press('Enter')
    await this.dialog().waitFor({ state: 'detached' })
  }
}
