import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lossyFilm, plainFilm, recodedFilms } from '../fixtures/recodedFilms.ts'
import { zipOf } from '../fixtures/zip.ts'
import { AccountPage } from './pages/account.ts'
import { BenchPage } from './pages/bench.ts'
import { ImportPage } from './pages/importing.ts'
import { WorklistPage } from './pages/worklist.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, type TestWindow } from './support/window.ts'

const pictures = join(import.meta.dirname, '..', '..', 'resources', 'samples')
const tongue = (number: number): string => join(pictures, `tongue-${number}.jpg`)
const film = (number: number): string => join(pictures, `film-${number}.jpg`)

let browser: Browser
let folder: string

beforeAll(async () => {
  browser = await launchChromium()
  folder = mkdtempSync(join(tmpdir(), 'ctw-chosen-'))
  await sharp(film(1)).jpeg({ quality: 60 }).toFile(join(folder, 'resaved.jpg'))
  writeFileSync(join(folder, 'letter.txt'), 'no picture')
  writeFileSync(join(folder, 'empty.png'), '')
  for (const [patient, source] of [['P-甲', tongue(1)], ['P-乙', film(1)]] as const) {
    mkdirSync(join(folder, 'study', patient), { recursive: true })
    cpSync(source, join(folder, 'study', patient, 'one.jpg'))
  }
  writeFileSync(join(folder, 'study', '.DS_Store'), 'left by the system')
})

afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

async function importPage(window: TestWindow): Promise<ImportPage> {
  await new AccountPage(window).firstRun()
  const page = new ImportPage(window)
  await page.open()
  return page
}

it('takes pasted pictures beside those chosen, and leaves a paste of text or into a field alone', async () => {
  const window = await openWindow(browser, { language: 'en' })
  const page = await importPage(window)
  await page.paste([])
  expect(await page.startButton().isDisabled()).toBe(true)
  await page.choosePatients('byHand')
  await page.paste([tongue(1)], 'input[type="text"]')
  expect(await window.page.getByText(/files chosen/u).count()).toBe(0)
  await page.paste([tongue(1)])
  await page.paste([film(1), join(folder, 'letter.txt')])
  await window.page.getByText(/^3 files chosen/u).waitFor()
  await page.choosePatients('none')
  await page.start()
  expect(await page.figure('imported')).toBe(2)
  expect((await page.rejected()).map(({ code }) => code)).toEqual(['image.unsupported'])
})

describe.each(languages)('importing in %s', (language) => {
  it('takes pictures of both tasks, lists each refused file with its reason, and knows them again', async () => {
    const window = await openWindow(browser, { language })
    const page = await importPage(window)
    await page.chooseFiles([tongue(1), tongue(2), film(1), join(folder, 'letter.txt'), join(folder, 'empty.png')])
    expect(await page.isChosen('none')).toBe(true)
    await page.start()
    expect(await page.figure('imported')).toBe(3)
    expect(await page.figure('grouped')).toBe(3)
    const rejected = await page.rejected()
    expect(rejected.map(({ name, code }) => [name, code]).toSorted()).toEqual([
      ['empty.png', 'image.empty'],
      ['letter.txt', 'image.unsupported'],
    ])
    for (const { reason } of rejected) expect(reason.length).toBeGreaterThan(20)
    await window.screenshot('import-report')

    await window.page.getByRole('button', { name: window.text.importing.again }).click()
    await page.chooseFiles([tongue(1), film(1), join(folder, 'resaved.jpg')])
    await page.start()
    expect(await page.figure('imported')).toBe(1)
    expect(await page.figure('alreadyKnown')).toBe(2)
    expect((await page.duplicates()).map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
      ['film-1.jpg', 'exact'], ['resaved.jpg', 'near'], ['tongue-1.jpg', 'exact'],
    ])
    await window.screenshot('import-duplicates')

    await page.toWorklist()
    const worklist = new WorklistPage(window)
    await worklist.waitForCount(3)
    await worklist.rows().filter({ hasText: window.text.common.task.chestxray14 }).first().waitFor()
    await window.screenshot('worklist')
  })
})

it.each(languages)('names a film that comes again in other codings as one that is here (%s)', async (language) => {
  const codings = await recodedFilms()
  const packed = codings.map(({ name, bytes }) => {
    const path = join(folder, `${name}.dcm`)
    writeFileSync(path, bytes)
    return path
  })
  const [first, lossy] = [join(folder, 'plain.dcm'), join(folder, 'lossy.dcm')]
  writeFileSync(first, plainFilm())
  writeFileSync(lossy, await lossyFilm())
  const window = await openWindow(browser, { language })
  const page = await importPage(window)
  await page.chooseFiles([first, ...packed, lossy])
  await page.start()
  expect(await page.figure('imported')).toBe(2)
  expect(await page.figure('alreadyKnown')).toBe(packed.length)
  expect((await page.duplicates()).map(({ kind }) => kind).toSorted()).toEqual(['near', ...codings.map(() => 'recoded')])
  await window.screenshot('import-recoded')
})

it('takes the patient of each file from its folder and leaves system files out', async () => {
  const window = await openWindow(browser)
  const page = await importPage(window)
  await page.chooseFolder(join(folder, 'study'))
  expect(await page.isChosen('folder')).toBe(true)
  await page.start()
  expect(await page.figure('imported')).toBe(2)
  expect(await page.figure('rejected')).toBe(0)
  await page.toWorklist()
  const worklist = new WorklistPage(window)
  await worklist.waitForCount(2)
  expect((await worklist.pseudonyms()).toSorted()).toEqual(['P-乙', 'P-甲'])
})

it('shows what a pattern takes from the names and does not start with one that cannot be read', async () => {
  const window = await openWindow(browser, { language: 'en' })
  const page = await importPage(window)
  await page.chooseFiles([tongue(1), film(1)])
  await page.choosePatients('pattern')
  await page.pattern().fill('^(?<patient>[a-z]+)-')
  expect(await page.patternPreview().allTextContents()).toEqual(['tongue-1.jpg → tongue ', 'film-1.jpg → film '])
  await page.pattern().fill('^(?<patient>[a-z+-')
  expect(await page.startButton().isDisabled()).toBe(true)
  await page.pattern().fill('^(?<patient>tongue)-')
  await page.start()
  expect(await page.figure('imported')).toBe(1)
  expect((await page.rejected()).map(({ name, code }) => [name, code])).toEqual([['film-1.jpg', 'import.noPatient']])
})

it('takes an archive like the folder that it is, and names what in it is refused', async () => {
  const archive = join(folder, 'study.zip')
  const pictures = [[`P-1/one.jpg`, tongue(1)], [`P-2/two.jpg`, film(1)], ['../out.jpg', film(2)]] as const
  writeFileSync(archive, zipOf([...pictures.map(([name, path]) => ({ name, bytes: readFileSync(path) })), { name: '__MACOSX/x', bytes: Buffer.from('x') }]))
  const window = await openWindow(browser, { language: 'en' })
  const page = await importPage(window)
  await page.chooseFiles([archive])
  expect(await page.isChosen('folder')).toBe(true)
  await page.start()
  expect(await page.figure('imported')).toBe(2)
  expect(await page.figure('ignored')).toBe(1)
  expect((await page.rejected()).map(({ name, code }) => [name, code])).toEqual([['study.zip/../out.jpg', 'archive.unsafeName']])
})

it('takes patients and side data from the table among the files, and shows side data only after the reveal', async () => {
  const table = join(folder, 'cases.csv')
  writeFileSync(table, 'Image Index,Patient ID,View Position\nfilm-1.jpg,P-0815,lateral decubitus\n')
  const window = await openWindow(browser, { language: 'en' })
  const page = await importPage(window)
  await page.chooseFiles([film(1), table])
  expect(await page.isChosen('beside')).toBe(true)
  await page.start()
  expect([await page.figure('imported'), await page.figure('rejected')]).toEqual([1, 0])
  const bench = new BenchPage(window)
  await bench.openCase('P-0815')
  expect(await window.page.getByText('lateral decubitus').count()).toBe(0)
  await bench.press('Enter')
  await bench.phase('revealed').waitFor({ timeout: 60_000 })
  await window.page.getByTestId('side-data').getByText('lateral decubitus').waitFor()
})

it('takes dropped files', async () => {
  const window = await openWindow(browser, { language: 'en' })
  const page = await importPage(window)
  await page.drop([film(1), film(2)])
  await window.page.getByTestId('drop-zone').getByText('film-1.jpg · film-2.jpg').waitFor()
  await page.start()
  expect(await page.figure('imported')).toBe(2)
})

it('gives a grouped case its patient by hand', async () => {
  const window = await openWindow(browser, { language: 'en' })
  const page = await importPage(window)
  await page.chooseFiles([film(1)])
  await page.start()
  await page.toWorklist()
  const worklist = new WorklistPage(window)
  await worklist.waitForCount(1)
  const [grouped = ''] = await worklist.pseudonyms()
  await worklist.assignPatient(grouped, 'P-0042')
  await worklist.row('P-0042').waitFor()
  expect(await worklist.rows().count()).toBe(1)
})
