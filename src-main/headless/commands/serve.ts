import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidArgumentError, type Command } from 'commander'
import { createHostDoors } from '../../app/hostDoors.ts'
import { startLoopbackHost } from '../httpHost.ts'
import type { Services } from '../../app/services.ts'
import { withClosedStore, withStore } from '../openStore.ts'
import { stopSignals, withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult, tell } from '../terminal.ts'

interface Options extends StoreOptions {
  readonly port: number
  readonly ask?: boolean
}

const rendererFolder = fileURLToPath(new URL('../../../out/renderer', import.meta.url))

export function registerServe(program: Command, run: Run): void {
  withStoreOptions(program.command('serve'))
    .description('serve a store to one browser on this machine; the first line of output is its address and one-time code')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', parsePort, 0)
    .option('--ask', 'the window asks for the password, and makes the store where there is none')
    .action(
      run(async ({ port, ask = false, ...store }: Options) => {
        if (ask) await withClosedStore(store.store, (services) => serve(services, port))
        else await withStore(store, ({ services }) => serve(services, port))
        return exitCodes.done
      }),
    )
}

async function serve(services: Services, port: number): Promise<void> {
  if (!existsSync(join(rendererFolder, 'index.html'))) tell('The window is not built yet: "npm start" builds it. Calls are served.')
  const doors = createHostDoors(services)
  const host = await startLoopbackHost({ doors, rendererFolder, stagingFolder: join(services.store.folder, 'staging'), port })
  printResult({ address: host.address, code: host.code })
  await endOfService()
  await host.close()
}

/** Ctrl+C, a polite kill, or the end of the terminal. */
function endOfService(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) process.once(signal, () => resolve())
  })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
  return port
}
