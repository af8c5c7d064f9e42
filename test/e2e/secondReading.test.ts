import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { WorklistPage } from './pages/worklist.ts'
import { bringCases, sendTo, spottedFilm } from './support/cases.ts'
import { launchChromium } from './support/chromium.ts'
import type { Language } from '../../src-shared/domain/label.ts'
import { languages, openWindow, ownerName, ownerPassword, type TestWindow } from './support/window.ts'

const lin = { name: 'Lin 林', password: 'chosen myself 9' } as const
const chen = { name: 'Chen 陈', password: 'own words 42' } as const

let browser: Browser

beforeAll(async () => {
  browser = await launchChromium()
})

afterAll(() => browser.close())

/** A window on one case, with three people who may sign. */
async function openWard(language: Language): Promise<TestWindow> {
  const film = await spottedFilm()
  return openWindow(browser, {
    language,
    prepare: async (services) => {
      await bringCases(services, language, [{ patient: 'P-0001', task: 'chestxray14', pictures: [film] }])
      const send = sendTo(services)
      for (const { name, password } of [lin, chen]) {
        await send('people.add', { name, role: 'expert', newPassword: 'handed over 7', password: ownerPassword })
        await send('session.open', { name, password: 'handed over 7' })
        await send('password.change', { password: 'handed over 7', newPassword: password })
        await send('session.open', { name: ownerName, password: ownerPassword })
      }
    },
  })
}

describe.each(languages)('two readers in %s', (language) => {
  it('read a case without knowing of each other; a third decides where they differ', async () => {
    const window = await openWard(language)
    const account = new AccountPage(window)
    const bench = new BenchPage(window)
    const worklist = new WorklistPage(window)
    const changeTo = async (person: { readonly name: string; readonly password: string }): Promise<void> => {
      await account.lock()
      await account.signIn(person.password, person.name)
      await account.frame().waitFor()
    }
    const revealAndSign = async (password: string): Promise<void> => {
      await bench.press('Enter')
      await bench.phase('revealed').waitFor()
      await bench.press('Control+Enter')
      await bench.openSigning(password)
      await bench.signingOpened()
      await bench.press('Control+Enter')
      await bench.phase('signed').waitFor()
    }

    await bench.openCase('P-0001')
    await bench.press('1', 'ArrowDown', '2')
    await bench.saveState('saved').waitFor()

    // What one person has typed is not on another's screen, and their open case shows nothing but the two ways on.
    await changeTo(lin)
    await worklist.waitForCount(1)
    await worklist.row('P-0001').dblclick()
    await bench.othersRead().waitFor()
    await window.screenshot('second-others-read')
    await bench.readIndependently()
    await bench.phase('blind').waitFor()
    await bench.waitForAnswer('atelectasis', 'unanswered')
    await bench.press('2', 'ArrowDown', '2')
    await revealAndSign(lin.password)
    expect(await bench.twoReadings().count()).toBe(0)

    await changeTo({ name: ownerName, password: ownerPassword })
    await bench.openCase('P-0001')
    await bench.waitForAnswer('atelectasis', 'present')
    await revealAndSign(ownerPassword)
    await bench.twoReadings(1).waitFor()
    await window.screenshot('second-disputed')

    await changeTo(chen)
    await worklist.filterStatus('disputed')
    await worklist.waitForCount(1)
    await window.screenshot('worklist-disputed')
    await bench.openCase('P-0001')
    await bench.settle()
    await bench.phase('revealed').waitFor()
    await bench.waitForAnswer('atelectasis', 'unanswered')
    await bench.waitForAnswer('cardiomegaly', 'absent')
    await window.screenshot('second-settling')
    await bench.focus('atelectasis')
    await bench.press('1')
    await bench.saveState('saved').waitFor()
    await bench.press('Control+Enter')
    await bench.openSigning(chen.password)
    await bench.signingOpened()
    await bench.press('Control+Enter')
    await bench.twoReadings(0).waitFor()
    await window.page.getByText(window.text.bench.second.settled).waitFor()
    await window.screenshot('second-settled')

    await window.go('#/agreement')
    await window.page.locator('[data-testid="paired-cases"][data-count="1"]').waitFor()
    await window.screenshot('agreement')
  }, 240_000)

  it('write comments that wait for a blind reader; a reading nobody will finish is ended', async () => {
    const window = await openWard(language)
    const account = new AccountPage(window)
    const bench = new BenchPage(window)
    const worklist = new WorklistPage(window)
    await bench.openCase('P-0001')
    await bench.comment('左肺尖？ left apex?')
    await window.screenshot('comments')
    await account.lock()
    await account.signIn(lin.password, lin.name)
    await worklist.waitForCount(1)
    await worklist.row('P-0001').dblclick()
    await bench.othersRead().waitFor()
    await bench.readIndependently()
    await bench.phase('blind').waitFor()
    await bench.commentsHeldBack().waitFor()
    expect(await bench.comments().count()).toBe(0)
    await bench.press('Enter')
    await bench.phase('revealed').waitFor()
    await bench.comments().filter({ hasText: 'left apex?' }).waitFor()
    await bench.giveUpSecond('called away')
    await worklist.waitForCount(1)
    await worklist.row('P-0001').dblclick()
    await bench.othersRead().waitFor()
  }, 240_000)
})
