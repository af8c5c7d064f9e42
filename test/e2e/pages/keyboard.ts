import type { Locator } from 'playwright-core'
import type { TestWindow } from '../support/window.ts'

/** More elements than any screen has between two that are wanted. */
const mostTabs = 120

/** A person who has no mouse: everything is reached by Tab and done by keys. */
export class Keyboard {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  /** Goes on with Tab until the element has the focus. Throws where it never gets it. */
  async reach(target: Locator): Promise<void> {
    await target.waitFor()
    for (let tabs = 0; tabs < mostTabs; tabs += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return
      await this.press('Tab')
    }
    throw new Error(`Not reached by Tab: ${String(target)}`)
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#window.page.keyboard.press(key)
  }

  async type(text: string): Promise<void> {
    await this.#window.page.keyboard.type(text)
  }

  /** Goes to a button or link and presses it. */
  async activate(target: Locator): Promise<void> {
    await this.reach(target)
    await this.press('Enter')
  }

  async fill(field: Locator, text: string): Promise<void> {
    await this.reach(field)
    await this.type(text)
  }

  /** One of a group of radio buttons: Tab reaches the group, arrows choose in it. */
  async choose(group: Locator, value: string): Promise<void> {
    const chosen = group.locator('input:checked')
    await this.reach((await chosen.count()) > 0 ? chosen.first() : group.locator('input').first())
    for (let steps = 0; steps < mostTabs; steps += 1) {
      if (await group.locator(`input[value="${value}"]`).isChecked()) return
      await this.press('ArrowDown')
    }
    throw new Error(`Not reached by arrows: ${value}`)
  }

  /** A page of the rail. */
  async visit(page: string): Promise<void> {
    const link = this.#window.page.getByRole('navigation').getByRole('link', { name: page, exact: true })
    await this.press('F6')
    for (let steps = 0; steps < mostTabs; steps += 1) {
      if (await link.evaluate((element) => element === document.activeElement)) return this.press('Enter')
      await this.press('ArrowDown')
    }
    throw new Error(`Not in the rail: ${page}`)
  }
}
