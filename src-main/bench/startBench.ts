import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { createServices } from '../app/services.ts'
import type { Bench } from './benchResult.ts'
import { launchChromium } from './chromium.ts'
import { fillStore } from './filledStore.ts'
import { medianOf } from './median.ts'
import { barePage, paintedRow } from './paintedRow.ts'

const cli = fileURLToPath(new URL('../headless/cli.ts', import.meta.url))
const caseCount = 10_000

/** A program that is nothing but a server of one page with one row: what starting a process and a window costs by itself. */
const bareServer = `
  const server = require('node:http').createServer((_, answer) => answer.setHeader('content-type', 'text/html').end('${barePage}'))
  server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ address: 'http://127.0.0.1:' + server.address().port, code: '' })))`

/**
 * Cold start: from starting the program on a store of 10,000 cases, its owner's password in a file, to the first row of
 * the worklist painted in a window of a browser that runs already. Baseline: a server of one bare page.
 */
export const startBench: Bench = async ({ quick, tell }) => {
  const folder = await mkdtemp(join(tmpdir(), 'ctw-bench-'))
  const browser = await launchChromium()
  try {
    const [store, passwordFile, password] = [join(folder, 'store'), join(folder, 'password'), randomUUID()]
    await writeFile(passwordFile, password)
    tell(`bench: a store of ${caseCount} cases`)
    await fill(store, password)
    const own = [process.execPath, '--disable-warning=ExperimentalWarning', cli, 'serve', '--store', store, '--password-file', passwordFile]
    const [cold, bare]: [number[], number[]] = [[], []]
    for (let round = 0; round < (quick ? 2 : 7); round += 1) {
      bare.push(await startMs(browser, [process.execPath, '-e', bareServer]))
      cold.push(await startMs(browser, own))
    }
    const [value, baseline] = [medianOf(cold), medianOf(bare)]
    return [{ name: 'start.cold', value, unit: 'ms', baseline, ratio: baseline / value }]
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function fill(storeFolder: string, password: string): Promise<void> {
  const services = createServices({ storeFolder, modelsFolder: storeFolder, host: 'loopback' })
  try {
    await services.access.createOwner('Bench', password)
    fillStore(services, caseCount)
  } finally {
    await services.close()
  }
}

/** Starts a program that prints its address, opens it in a window without any cache, and waits for a painted row. */
async function startMs(browser: Browser, [command = '', ...words]: readonly string[]): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } })
  const page = await context.newPage()
  const start = performance.now()
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const { address, code } = await firstLine(child)
    await page.goto(`${address}/#code=${code}`, { waitUntil: 'commit' })
    await paintedRow(page)
    return performance.now() - start
  } finally {
    await context.close()
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<{ address: string; code: string }> {
  if (stdout === null) throw new Error('The program has no output.')
  const [line] = (await once(createInterface({ input: stdout }), 'line')) as [string]
  return JSON.parse(line) as { address: string; code: string }
}
