import type { Command } from 'commander'
import { createStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult, tell } from '../terminal.ts'


interface Options extends StoreOptions {
  readonly name: string
}

export function registerInit(program: Command, run: Run): void {
  withStoreOptions(program.command('init'))
    .description('make an encrypted store with its owner and print the recovery key')
    .option('--name <name>', "the owner's name", 'owner')
    .action(
      run(async ({ name, ...options }: Options) => {
        const recoveryKey = await createStore({ ...options, owner: name })
        tell('Print this key and keep it away from the machine: it opens the store when the password is lost.')
        printResult({ ok: true, recoveryKey })
        return exitCodes.done
      }),
    )
}
