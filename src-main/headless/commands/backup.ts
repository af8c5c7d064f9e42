import { resolve } from 'node:path'
import type { Command } from 'commander'
import { createBackups } from '../../app/backups.ts'
import { restoreBackup } from '../../backup/restore.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { jobError, withProgress } from '../jobProgress.ts'
import { withStore } from '../openStore.ts'
import { withStoreOptions, type Run, type StoreOptions } from '../storeOptions.ts'
import { exitCodes, printResult } from '../terminal.ts'

interface BackupOptions extends StoreOptions {
  readonly out: string
}

export function registerBackup(program: Command, run: Run): void {
  withStoreOptions(program.command('backup'))
    .description('write a verified backup of a store into a folder; originals are kept there once for all its backups')
    .requiredOption('--out <folder>', 'a folder that exists, outside the store')
    .action(
      run(async ({ out, ...store }: BackupOptions) => {
        printResult({ ok: true, ...(await backupInto(resolve(out), store)) })
        return exitCodes.done
      }),
    )
}

function backupInto(folder: string, options: StoreOptions): Promise<object> {
  return withStore(options, ({ services }) =>
    withProgress(services, async () => {
      const backups = createBackups(services)
      const { state, error } = await services.jobs.settled(backups.start(services.access.caller(), folder))
      if (state !== 'done') throw jobError(state, error)
      const newest = backups.newest(folder)
      if (newest === null) throw new AppError('backup.missing')
      return { folder: newest.folder, backupId: newest.backupId, cases: newest.cases, images: newest.images, bytes: newest.bytes }
    }),
  )
}

interface RestoreOptions extends StoreOptions {
  readonly backup: string
}

export function registerRestore(program: Command, run: Run): void {
  withStoreOptions(program.command('restore'))
    .description('make a store, in a folder that is new or empty, from the folder of one backup, and read everything in it')
    .requiredOption('--backup <folder>', 'the folder that holds backup.json')
    .action(
      run(async ({ backup, ...store }: RestoreOptions) => {
        // Without a password nothing could be verified: refused before anything is copied.
        if (store.passwordFile === undefined) throw new AppError('auth.wrongPassword')
        const { backupId, counts } = await restoreBackup(resolve(backup), resolve(store.store))
        const verdict = await withStore(store, ({ call }) => call('store.verify', {}))
        printResult({ backupId, ...counts, ...verdict })
        return verdict.ok ? exitCodes.done : exitCodes.someFailed
      }),
    )
}
