import { AppError } from '../../src-shared/errors.ts'
import type { Backups } from './backups.ts'
import type { Services } from './services.ts'

const LOOK_EVERY_MS = 60_000

/** Looks every minute, while somebody is signed in, whether a backup is due. A host calls it once; it never keeps a process alive. */
export function scheduleBackups({ access, store, log }: Services, backups: Backups): void {
  setInterval(() => {
    const caller = access.caller()
    if (caller.userId === null || !store.isOpen()) return
    try {
      backups.startIfDue(caller)
    } catch (error) {
      if (!(error instanceof AppError)) void log.incident(error, 'backup.schedule')
    }
  }, LOOK_EVERY_MS).unref()
}
