import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AccountPage } from './pages/account.ts'
import { ImportPage } from './pages/importing.ts'
import { launchChromium } from './support/chromium.ts'
import { languages, openWindow, type TestWindow } from './support/window.ts'

const root = join(import.meta.dirname, '..', '..')
const sample = join(root, 'resources', 'samples', 'tongue-1.jpg')
const [widthPx, heightPx] = [640, 480]

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ctw-camera-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A browser whose camera shows one picture for ever: the browser's own stand-in for a camera, fed with a film of it. */
async function browserWith(name: string, picture: Buffer): Promise<Browser> {
  const film = join(folder, `${name}.mjpeg`)
  writeFileSync(film, Buffer.concat([picture, picture]))
  return launchChromium(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`])
}

async function openCamera(window: TestWindow): Promise<ImportPage> {
  await new AccountPage(window).firstRun()
  const page = new ImportPage(window)
  await page.open()
  await window.page.getByTestId('open-camera').click()
  return page
}

const shippedModels = join(root, 'models')
const advice = (window: TestWindow) => window.page.getByTestId('capture-advice')

describe.each(languages)('a camera in front of a tongue (%s)', (language) => {
  it('shows the outline, takes photos by key, checks them and files them', async () => {
    const picture = await sharp(readFileSync(sample)).resize(widthPx, heightPx, { fit: 'contain', background: '#a5826f' }).jpeg({ quality: 95 }).toBuffer()
    const browser = await browserWith('tongue', picture)
    try {
      const window = await openWindow(browser, { language, modelsFolder: shippedModels })
      const importing = await openCamera(window)
      const { page, text } = window
      await page.locator('[data-testid="camera"] polygon').waitFor({ state: 'attached' })
      expect(await advice(window).getAttribute('data-verdict')).not.toBe('refused')
      await window.screenshot('camera')
      await page.getByTestId('take-photo').focus()
      await page.keyboard.press('Space')
      await page.keyboard.press('Space')
      await expect.poll(() => page.getByTestId('taken-photo').count()).toBe(2)
      // Looked at again with all its detail.
      await expect.poll(() => page.getByText(text.camera.photoVerdict.unseen).count()).toBe(0)
      await page.getByTestId('taken-photo').first().getByRole('button').click()
      await page.getByTestId('use-photos').click()
      await page.getByText(/^(?:1 file|已选 1)/u).waitFor()
      await importing.choosePatients('none')
      await importing.start()
      expect(await importing.figure('imported')).toBe(1)
    } finally {
      await browser.close()
    }
  })
})

it('says what to do where no tongue is seen, and takes the photo all the same', async () => {
  const picture = await sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: '#7f9fb0' } }).jpeg().toBuffer()
  const browser = await browserWith('wall', picture)
  try {
    const window = await openWindow(browser, { language: 'en', modelsFolder: shippedModels })
    await openCamera(window)
    await window.page.getByText(window.text.camera.hints.showTongue).waitFor()
    expect(await advice(window).getAttribute('data-verdict')).toBe('refused')
    await window.page.getByTestId('take-photo').click()
    await window.page.getByTestId('taken-photo').waitFor()
    // With a photo taken, leaving needs a word.
    await window.page.keyboard.press('Escape')
    expect(await window.page.getByTestId('camera').count()).toBe(1)
    await window.page.getByTestId('close-camera').click()
    await expect.poll(() => window.page.getByTestId('camera').count()).toBe(0)
  } finally {
    await browser.close()
  }
})

it('says so where there is no camera, or none is permitted', async () => {
  const browser = await launchChromium()
  try {
    const window = await openWindow(browser, { language: 'zh-CN' })
    await openCamera(window)
    const problem = window.page.getByTestId('camera-problem')
    await problem.waitFor()
    const { refused, none } = window.text.camera.problem
    expect([refused, none]).toContain(await problem.innerText())
    expect(await window.page.getByTestId('take-photo').isDisabled()).toBe(true)
  } finally {
    await browser.close()
  }
})
