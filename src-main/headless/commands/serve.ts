import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidArgumentError, type Command } from 'commander'
import { createHostDoors } from '../../app/hostDoors.ts'
import { startLoopbackHost } from '../httpHost.ts'
import { withStore } from '../openStore.ts'
import { stopSignals, withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult, tell } from '../terminal.ts'

interface Options extends StoreOptions {
  readonly port: number
}

const rendererFolder = fileURLToPath(new URL('../../../out/renderer', import.meta.url))

export function registerServe(program: Command, run: Run): void {
  withStoreOptions(program.command('serve'))
    .description('serve a store to one browser on this machine; the first line of output is its address and one-time code')
    .option('--port <number>', 'port on 127.0.0.1; 0 takes any free one', parsePort, 0)
    .action(
      run(async ({ port, ...store }: Options) => {
        await withStore(store, async ({ services }) => {
          if (!existsSync(join(rendererFolder, 'index.html'))) tell('The window is not built yet: "npm start" builds it. Calls are served.')
          const doors = createHostDoors(services)
          const host = await startLoopbackHost({ doors, rendererFolder, stagingFolder: join(services.store.folder, 'staging'), port })
          printResult({ address: host.address, code: host.code })
          await endOfService()
          await host.close()
        })
        return exitCodes.done
      }),
    )
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
