import type { Locator } from 'playwright-core'
import type { TestWindow } from '../support/window.ts'

/** Suggested tubes on the bench. */
export class SuggestionsPanel {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  section(): Locator {
    return this.#window.page.getByTestId('suggestions')
  }

  waitFor(state: 'none' | 'shown'): Promise<void> {
    return this.#window.page.locator(`[data-testid="suggestions"][data-state="${state}"]`).waitFor()
  }

  /** The section, once so many are neither accepted nor rejected. */
  open(count: number): Locator {
    return this.#window.page.locator(`[data-testid="suggestions"][data-open="${count}"]`)
  }

  /** The list of what was not wanted, once it holds so many. */
  rejected(count: number): Locator {
    return this.#window.page.locator(`[data-testid="rejected-suggestions"][data-count="${count}"]`)
  }

  rows(): Locator {
    return this.#window.page.getByTestId('suggestion')
  }

  /** Rows of tubes that are marks. */
  tubeRows(): Locator {
    return this.#window.page.getByTestId('tube-row')
  }

  /** How many are drawn over the picture. */
  async ghosts(): Promise<number> {
    const layer = this.#window.page.getByTestId('suggestion-layer')
    return (await layer.count()) === 0 ? 0 : layer.locator('polyline[stroke-dasharray]').count()
  }
}
