import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/folder.ts'
import { launchChromium } from './support/chromium.ts'

const checkout = path.resolve(import.meta.dirname, '../..')

/** `npm start` where there is no Electron and no screen: the address that it prints. */
function startedAddress(store: string): Promise<string> {
  const environment = { ...process.env, CTW_STORE: store, DISPLAY: undefined, WAYLAND_DISPLAY: undefined }
  const child = spawn(process.execPath, ['scripts/start.mjs', '--browser'], { cwd: checkout, env: environment, stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(() => void child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const address = /http:\S+/u.exec(line)?.[0]
      if (address !== undefined) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)))
  })
}

it('npm start shows the first screen of a store that is not there yet', async () => {
  const address = await startedAddress(path.join(temporaryFolder(), 'store'))
  const browser = await launchChromium()
  onTestFinished(() => browser.close())
  const page = await browser.newPage({ locale: 'en-GB' })
  page.setDefaultTimeout(60_000)
  const heard: string[] = []
  page.on('console', (message) => heard.push(message.text()))
  page.on('requestfailed', (request) => heard.push(`${request.url()}: ${request.failure()?.errorText ?? ''}`))
  page.on('crash', () => heard.push('the page crashed'))
  await page.goto(address)
  const researchLine = page.getByText('Research use only').first()
  await researchLine.waitFor().catch(async (cause: unknown) => {
    throw new Error(`The first screen did not come. Heard: ${heard.join(' | ')}. Page: ${await page.content()}`, { cause })
  })
  await page.getByRole('button', { name: 'English' }).or(page.getByRole('radio', { name: 'English' })).first().waitFor()
})
