import type { Backups } from '../backups.ts'
import type { Handlers } from '../dispatch.ts'

type BackupCalls = 'backup.status' | 'backup.plan' | 'backup.start' | 'backup.drill'

/** Backups are jobs; each records what it did when it has done it. */
export function backupHandlers(backups: Backups): Pick<Handlers, BackupCalls> {
  return {
    'backup.status': () => backups.status(),
    'backup.plan': (plan, caller) => backups.plan(plan, caller),
    'backup.start': (_, caller) => ({ jobId: backups.start(caller) }),
    'backup.drill': ({ backupId }, caller) => ({ jobId: backups.drill(backupId, caller) }),
  }
}
