import type { Locator } from 'playwright-core'
import type { StatusFilter } from '../../../src-shared/domain/case.ts'
import type { TestWindow } from '../support/window.ts'

/** The worklist. */
export class WorklistPage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(query = ''): Promise<void> {
    await this.#window.go(`#/worklist${query}`)
  }

  rows(): Locator {
    return this.#window.page.locator('[role="row"][data-case]')
  }

  row(pseudonym: string): Locator {
    return this.rows().filter({ hasText: pseudonym })
  }

  /** The row that keys act on. */
  focused(): Locator {
    return this.#window.page.locator('[role="row"][data-focused]')
  }

  /** Waits until so many rows are chosen beside the one in focus. */
  async waitForChosen(count: number): Promise<void> {
    await this.#window.page.locator(`[data-testid="choice"][data-count="${count}"]`).waitFor()
  }

  /** Waits until the list says that so many cases were changed. */
  async waitForChanged(count: number): Promise<void> {
    await this.#window.page.locator(`[data-testid="changed"][data-count="${count}"]`).waitFor()
  }

  /** Adds a tag to what is chosen, by key. */
  async addTag(tag: string): Promise<void> {
    const { page, text } = this.#window
    await page.keyboard.press('T')
    await page.getByRole('dialog', { name: text.worklist.choice.tags }).getByRole('combobox').fill(tag)
    await page.keyboard.press('Enter')
  }

  /** Gives what is chosen to somebody, by key. */
  async assignTo(person: string): Promise<void> {
    const { page } = this.#window
    await page.keyboard.press('A')
    await page.getByRole('menuitem', { name: person }).click()
  }

  selected(): Locator {
    return this.#window.page.locator('[role="row"][aria-selected="true"]')
  }

  /** Waits until the list says it holds so many cases. */
  async waitForCount(count: number): Promise<void> {
    await this.#window.page.locator(`[data-testid="case-count"][data-count="${count}"]`).waitFor()
  }

  async search(words: string): Promise<void> {
    await this.#window.page.locator('[data-search-box]').fill(words)
  }

  async filterStatus(status: StatusFilter): Promise<void> {
    await this.#window.page.locator(`button[value="${status}"]`).click()
  }

  async sortBy(column: 'pseudonym' | 'task' | 'status' | 'topScore' | 'visitDate' | 'importedAt' | 'priority'): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.worklist.sortBy(text.worklist.columns[column]) }).click()
  }

  async pseudonyms(): Promise<readonly string[]> {
    return this.rows().locator('strong').allTextContents()
  }

  async assignPatient(from: string, to: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.worklist.rowMenu(from) }).click()
    await page.getByRole('menuitem', { name: text.worklist.assignPatient }).click()
    await page.getByLabel(text.worklist.pseudonym).fill(to)
    await page.getByRole('button', { name: text.worklist.assign, exact: true }).click()
  }

  empty(): Locator {
    return this.#window.page.getByTestId('empty')
  }
}
