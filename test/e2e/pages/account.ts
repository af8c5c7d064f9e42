import type { Locator } from 'playwright-core'
import { languageNames } from '../../../src-renderer/text/languageNames.ts'
import { ownerName, ownerPassword, type TestWindow } from '../support/window.ts'

/** First run, lock and recovery, as a person meets them. */
export class AccountPage {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  async chooseLanguage(): Promise<void> {
    const { page, language } = this.#window
    await page.getByRole('button', { name: languageNames[language] }).click()
  }

  async createOwner(): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.account.name).fill(ownerName)
    await this.typeNewPassword(text.account.password, ownerPassword)
    await page.getByRole('button', { name: text.account.createOwner }).click()
  }

  async typeNewPassword(label: string, password: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(label, { exact: true }).fill(password)
    await page.getByLabel(text.account.passwordAgain).fill(password)
  }

  /** The groups of the key on show. */
  async printedGroups(): Promise<readonly string[]> {
    const groups = this.#window.page.getByTestId('recovery-key').locator('[data-group]')
    await groups.first().waitFor()
    return groups.allTextContents()
  }

  /** Goes on from the printout and types the asked groups back, changed by `change`. */
  async typeGroupsBack(groups: readonly string[], change: (group: string) => string = (group) => group): Promise<void> {
    const { page, text } = this.#window
    const printed = page.getByRole('button', { name: text.account.recoveryPrinted })
    if (await printed.isVisible()) await printed.click()
    for (const field of await page.locator('[data-group-number]').all()) {
      const number = Number(await field.getAttribute('data-group-number'))
      await field.fill(change(groups[number - 1] ?? ''))
    }
    await page.getByRole('button', { name: text.account.recoveryDone }).click()
  }

  /** The whole first run; answers the recovery key's groups. */
  async firstRun(): Promise<readonly string[]> {
    await this.chooseLanguage()
    await this.createOwner()
    const groups = await this.printedGroups()
    await this.typeGroupsBack(groups)
    await this.frame().waitFor()
    return groups
  }

  async signIn(password: string = ownerPassword, name: string = ownerName): Promise<void> {
    const { page, text } = this.#window
    await page.getByLabel(text.account.name).fill(name)
    await page.getByLabel(text.account.password, { exact: true }).fill(password)
    await page.getByRole('button', { name: text.account.signIn, exact: true }).click()
  }

  async recover(groups: readonly string[], newPassword: string): Promise<void> {
    const { page, text } = this.#window
    await page.getByRole('button', { name: text.account.forgot }).click()
    await page.getByLabel(text.account.recoveryKey).fill(groups.join('-'))
    await this.typeNewPassword(text.account.newPassword, newPassword)
    await page.getByRole('button', { name: text.account.recover }).click()
  }

  async lock(): Promise<void> {
    const { page } = this.#window
    await page.getByTestId('user-menu').click()
    await page.getByTestId('lock').click()
    await this.lockScreen().waitFor()
  }

  lockScreen(): Locator {
    const { page, text } = this.#window
    return page.getByRole('heading', { name: text.account.signInTitle })
  }

  frame(): Locator {
    return this.#window.page.getByRole('navigation')
  }

  error(): Locator {
    return this.#window.page.getByRole('alert')
  }
}
