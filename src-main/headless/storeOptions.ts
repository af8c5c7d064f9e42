import type { Command } from 'commander'
import type { ExitCode } from './terminal.ts'

/** What ends a command politely. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** As commander hands them over. */
export interface StoreOptions {
  readonly store: string
  readonly passwordFile?: string
  /** Whose password it is; nobody named means the first account. */
  readonly user?: string
}

/** A command's action answers its exit code; what it throws is explained and turned into one. */
export type Run = <A extends readonly unknown[]>(action: (...given: A) => Promise<ExitCode>) => (...given: A) => Promise<void>

/** Options of every command that opens a store. */
export const withStoreOptions = (command: Command): Command =>
  command
    .requiredOption('--store <folder>', 'folder of the store')
    .option('--password-file <file>', "file with the owner's password; without it the command is refused")
    .option('--user <name>', 'whose password it is (the owner when nobody is named)')
