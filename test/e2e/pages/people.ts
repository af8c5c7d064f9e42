import type { Locator } from 'playwright-core'
import type { Role } from '../../../src-shared/domain/role.ts'
import type { TestWindow } from '../support/window.ts'

/** Who works here, as an admin sees it. */
export class PeoplePage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async open(): Promise<void> {
    const { page, text, go } = this.#window
    await go('#/people')
    await page.getByRole('table', { name: text.people.title }).waitFor()
  }

  async add(name: string, role: Role, firstPassword: string, ownPassword: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.people.add }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(text.people.columns.name).fill(name)
    await dialog.locator(`input[value="${role}"]`).check()
    await dialog.getByLabel(text.people.firstPassword, { exact: true }).fill(firstPassword)
    await dialog.getByLabel(text.account.passwordAgain).fill(firstPassword)
    await this.submitWith(ownPassword)
  }

  /** Types the admin's own password and sends the dialog. */
  async submitWith(ownPassword: string): Promise<void> {
    const { page, text } = this.#window
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(text.people.yourPassword).fill(ownPassword)
    await dialog.locator('button[type="submit"]').click()
  }

  row(name: string): Locator {
    return this.#window.page.locator(`[data-person="${name}"]`)
  }

  mustChange(): Locator {
    const { page, text } = this.#window
    return page.getByRole('heading', { name: text.account.changeTitle })
  }

  async changePassword(present: string, next: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.account.oldPassword).fill(present)
    await page.getByLabel(text.account.newPassword, { exact: true }).fill(next)
    await page.getByLabel(text.account.passwordAgain).fill(next)
    await page.getByRole('button', { name: text.account.change, exact: true }).click()
  }

  async setRole(name: string, role: Role): Promise<void> {
    const { page, text } = this.#window
    await this.row(name).getByRole('combobox').click()
    await page.getByRole('option', { name: new RegExp(`^${text.people.roles[role]}`, 'u') }).click()
    await this.row(name).getByText(text.people.roles[role]).waitFor()
  }

  async close(name: string): Promise<void> {
    const { page, text } = this.#window
    await this.row(name).getByRole('button', { name: text.people.leave }).click()
    await page.getByRole('dialog').getByRole('button', { name: text.people.leave }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
}
