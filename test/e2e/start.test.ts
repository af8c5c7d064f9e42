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
  await page.goto(address)
  await page.getByText('仅供研究使用').waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('Research use only').waitFor()
})
