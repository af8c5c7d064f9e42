import type { Page } from 'playwright-core'

/** Waits until the first row of the worklist is painted. */
export async function paintedRow(page: Page): Promise<void> {
  await page.locator('[role="row"][data-case]').first().waitFor()
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))')
}

/** A page with nothing but one such row. */
export const barePage = '<div role="row" data-case="1">x</div>'
