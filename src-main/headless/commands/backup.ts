import { resolve } from 'node:path'
import type { Command } from 'commander'
import { createBackups } from '../../app/backups.ts'
import { createRecovery } from '../../app/recovery.ts'
import { readManifest } from '../../backup/manifest.ts'
import { restoreBackup } from '../../backup/restore.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { jobError, withProgress } from '../jobProgress.ts'
import { readPassword, withClosedStore, withStore } from '../openStore.ts'
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
  readonly replace?: boolean
}

export function registerRestore(program: Command, run: Run): void {
  withStoreOptions(program.command('restore'))
    .description('make a store from the folder of one backup, in a folder that is new or empty, and read everything in it')
    .requiredOption('--backup <folder>', 'the folder that holds backup.json')
    .option('--replace', 'in the place of the store in that folder, whose files are kept aside')
    .action(
      run(async ({ backup, replace = false, ...store }: RestoreOptions) => {
        // Without a password nothing could be verified: refused before anything is copied.
        if (store.passwordFile === undefined) throw new AppError('auth.wrongPassword')
        const restored = replace ? await restoreInPlace(resolve(backup), store) : await restoreNew(resolve(backup), store)
        const verdict = await withStore(store, ({ call }) => call('store.verify', {}))
        printResult({ ...restored, ...verdict })
        return verdict.ok ? exitCodes.done : exitCodes.someFailed
      }),
    )
}

async function restoreNew(backup: string, { store }: StoreOptions): Promise<object> {
  const { backupId, counts } = await restoreBackup(backup, resolve(store))
  return { backupId, ...counts }
}

/** As from the lock screen: an admin's password of the backup, everything read before anything is replaced. */
function restoreInPlace(backup: string, options: StoreOptions): Promise<object> {
  const password = readPassword(options.passwordFile)
  return withClosedStore(resolve(options.store), async (services) => {
    const { backupId } = readManifest(backup)
    return { ...(await createRecovery(services).restore({ folder: backup, workstationId: null, backupId, name: options.user ?? null, password })) }
  })
}
