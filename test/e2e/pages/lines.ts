import type { Locator } from 'playwright-core'
import type { LandmarkName, TubeKind } from '../../../src-shared/domain/mark.ts'
import type { TestWindow } from '../support/window.ts'

/** Tubes and landmarks on the bench. */
export class LinesPanel {
  readonly #window: TestWindow

  constructor(window: TestWindow) {
    this.#window = window
  }

  /** The rows of tubes of a kind with a flag. */
  tube(kind: TubeKind, flag: string): Locator {
    return this.#window.page.locator(`[data-testid="tube-row"][data-tube="${kind}"][data-flag="${flag}"]`)
  }

  marked(landmark: LandmarkName): Locator {
    return this.#window.page.locator(`[data-landmark="${landmark}"][data-marked="true"]`)
  }

  trace(): Locator {
    return this.#window.page.getByTestId('line-trace')
  }

  calibration(): Locator {
    return this.#window.page.getByTestId('line-calibration')
  }

  /** Critical findings that nobody was told of yet. */
  toTell(count: number): Locator {
    return this.#window.page.locator(`[data-testid="communication"][data-open="${count}"]`)
  }

  /** Fills in who was told; the form stands where there is something to tell. */
  async tell(toWhom: string): Promise<void> {
    const { page, text } = this.#window
    const form = page.getByTestId('communication')
    await page.keyboard.press('!')
    await page.keyboard.type(toWhom)
    await form.getByLabel(text.lines.readBack).check()
    await form.getByRole('button', { name: text.lines.record }).click()
  }
}
