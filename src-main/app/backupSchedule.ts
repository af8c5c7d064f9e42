import { AppError } from '../../src-shared/errors.ts'
import type { Backups } from './backups.ts'
import type { Services } from './services.ts'

const LOOK_EVERY_MS = 60_000
/** A backup that failed, for instance for want of room, is not tried again every minute. */
const TRY_AGAIN_AFTER_MS = 3_600_000

/** Looks every minute, while somebody is signed in, whether a backup is due. A host calls it once; it never keeps a process alive. */
export function scheduleBackups({ access, store, log, clock }: Services, backups: Backups): void {
  let triedAtMs = Number.NEGATIVE_INFINITY
  setInterval(() => {
    const caller = access.caller()
    const nowMs = clock.monotonicMs()
    if (caller.userId === null || !store.isOpen() || nowMs - triedAtMs < TRY_AGAIN_AFTER_MS) return
    try {
      if (backups.startIfDue(caller) !== null) triedAtMs = nowMs
    } catch (error) {
      if (!(error instanceof AppError)) void log.incident(error, 'backup.schedule')
    }
  }, LOOK_EVERY_MS).unref()
}
