import type { Browser } from 'playwright-core'
import type { Read } from '../../../src-shared/contract/bench.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import type { Language } from '../../../src-shared/domain/label.ts'
import { AccountPage } from '../pages/account.ts'
import { BenchPage } from '../pages/bench.ts'
import { bringCases, sendTo, spottedFilm, spottedSidePx } from './cases.ts'
import { openWindow, type TestWindow } from './window.ts'

/** The film of two spots on the bench, to be drawn on. */
export interface OpenFilm {
  readonly window: TestWindow
  readonly bench: BenchPage
  /** A place of the window; x and y are shares of the picture. */
  readonly place: (x: number, y: number) => Promise<readonly [number, number]>
  /** The read as the store has it now. */
  readonly readNow: () => Promise<Read>
  /** The same, once so many shapes are listed and everything is saved. */
  readonly readOnce: (shapes: number) => Promise<Read>
}

export async function openFilm(browser: Browser, language: Language): Promise<OpenFilm> {
  const window = await openWindow(browser, {
    language,
    prepare: async (services) => bringCases(services, language, [{ patient: 'P-0001', task: 'chestxray14', pictures: [await spottedFilm()] }]),
  })
  await new AccountPage(window).frame().waitFor({ timeout: 60_000 })
  const bench = new BenchPage(window)
  await bench.openCase('P-0001')
  const send = sendTo(window.services)
  const readNow = async (): Promise<Read> => {
    const caseId = /case\/([^?]+)/u.exec(window.page.url())?.[1] as CaseId
    return (await send('case.open', { caseId })).read
  }
  return {
    window,
    bench,
    place: (x, y) => bench.placeOf([x, y], spottedSidePx),
    readNow,
    readOnce: async (shapes) => {
      await bench.shapeRows(shapes)
      await bench.saveState('saved').waitFor()
      return readNow()
    },
  }
}
