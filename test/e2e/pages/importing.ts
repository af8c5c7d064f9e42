import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Locator } from 'playwright-core'
import type { TestWindow } from '../support/window.ts'

export type RuleKind = 'folder' | 'pattern' | 'beside' | 'table' | 'byHand' | 'none'

/** The import page. */
export class ImportPage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    await this.#window.go('#/import')
    await this.#window.page.getByTestId('drop-zone').waitFor()
  }

  async chooseFiles(paths: readonly string[]): Promise<void> {
    await this.#window.page.getByTestId('file-input').setInputFiles([...paths])
  }

  async chooseFolder(path: string): Promise<void> {
    await this.#window.page.getByTestId('folder-input').setInputFiles(path)
  }

  /** Drops files as the system's file manager would. */
  async drop(paths: readonly string[]): Promise<void> {
    const transfer = await this.#transfer(paths)
    await this.#window.page.getByTestId('drop-zone').dispatchEvent('drop', { dataTransfer: transfer })
  }

  /** Pastes files, or with none a text, where `selector` is. */
  async paste(paths: readonly string[], selector = 'body'): Promise<void> {
    const transfer = await this.#transfer(paths)
    await this.#window.page.locator(selector).first().evaluate((target, data) => {
      if (data.files.length === 0) data.setData('text/plain', 'words')
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, transfer)
  }

  #transfer(paths: readonly string[]) {
    const files = paths.map((path) => ({ name: basename(path), base64: readFileSync(path).toString('base64') }))
    return this.#window.page.evaluateHandle((dropped) => {
      const data = new DataTransfer()
      for (const { name, base64 } of dropped) {
        data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0)], name))
      }
      return data
    }, files)
  }

  async choosePatients(kind: RuleKind): Promise<void> {
    await this.#window.page.locator(`input[type="radio"][value="${kind}"]`).check()
  }

  /** Whether the rule's radio button is set. */
  isChosen(kind: RuleKind): Promise<boolean> {
    return this.#window.page.locator(`input[type="radio"][value="${kind}"]`).isChecked()
  }

  pattern(): Locator {
    return this.#window.page.getByLabel(this.#window.text.importing.pattern)
  }

  patternPreview(): Locator {
    return this.#window.page.getByTestId('pattern-preview').getByRole('listitem')
  }

  startButton(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.text.importing.start })
  }

  async start(): Promise<void> {
    await this.startButton().click()
    await this.report().waitFor({ timeout: 60_000 })
  }

  report(): Locator {
    return this.#window.page.getByTestId('import-report')
  }

  /** A count of the report by its name. */
  async figure(name: 'imported' | 'alreadyKnown' | 'cases' | 'grouped' | 'rejected' | 'ignored'): Promise<number> {
    const { page, text } = this.#window
    const item = this.report().locator('dl > div').filter({ has: page.getByText(text.importing[name], { exact: true }) })
    return Number(await item.locator('dd').textContent())
  }

  /** Code and reason of each file that was not taken. */
  async rejected(): Promise<readonly { readonly name: string; readonly code: string; readonly reason: string }[]> {
    const rows = await this.report().locator('tr[data-code]').all()
    return Promise.all(
      rows.map(async (row) => {
        const [name = '', reason = ''] = await row.locator('td').allTextContents()
        return { name, reason, code: (await row.getAttribute('data-code')) ?? '' }
      }),
    )
  }

  /** Name and kind of each file whose picture was there before. */
  async duplicates(): Promise<readonly { readonly name: string; readonly kind: string }[]> {
    const rows = await this.report().locator('tr[data-duplicate]').all()
    return Promise.all(
      rows.map(async (row) => ({
        name: (await row.locator('td').first().textContent()) ?? '',
        kind: (await row.getAttribute('data-duplicate')) ?? '',
      })),
    )
  }

  async toWorklist(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.text.importing.toWorklist }).click()
  }
}
