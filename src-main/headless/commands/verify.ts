import type { Command } from 'commander'
import { withStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult } from '../terminal.ts'

export function registerVerify(program: Command, run: Run): void {
  withStoreOptions(program.command('verify'))
    .description('read everything in a store: rows, originals, audit')
    .action(
      run(async (options: StoreOptions) => {
        const verdict = await withStore(options, ({ call }) => call('store.verify', {}))
        printResult(verdict)
        return verdict.ok ? exitCodes.done : exitCodes.someFailed
      }),
    )
}
