import type { AuditEntry } from '../../../src-shared/contract/store.ts'
import type { ReadDb } from '../../store/database.ts'
import { verifyStore } from '../../store/verify.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

const newestEntries = 500

/** What the store says of itself. */
export function storeHandlers({ store, audited }: Services): Pick<Handlers, 'store.verify' | 'audit.list'> {
  return {
    'store.verify': async (_input, caller) => {
      const release = store.hold()
      try {
        const verdict = await store.withFreshReader((db) => verifyStore(db, store.blobs(), store.anchor()))
        audited.run('store.verify', caller, () => ({ value: null, detail: { ok: verdict.ok ? 1 : 0 } }))
        return verdict
      } finally {
        release()
      }
    },
    'audit.list': () => newestAudit(store.database()),
  }
}

function newestAudit(db: ReadDb): readonly AuditEntry[] {
  return db
    .prepare<[number], AuditEntry>(
      `SELECT a.sequence, a.at, a.event, a.outcome, u.name AS user, a.object
         FROM audit a LEFT JOIN users u ON u.user_id = a.user_id ORDER BY a.sequence DESC LIMIT ?`,
    )
    .all(newestEntries)
}
