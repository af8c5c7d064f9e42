import { auditPage, auditTableRows, type AuditEntry } from '../../../src-shared/contract/store.ts'
import { auditEntries } from '../../audit/list.ts'
import { byteOrderMark, csvText } from '../../../src-shared/csv.ts'
import { verifyStore } from '../../store/verify.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

/** What the store says of itself. */
export function storeHandlers({ store, audited }: Services): Pick<Handlers, 'store.verify' | 'audit.list' | 'audit.table'> {
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
    'audit.list': ({ before, ...filter }) => auditEntries(store.database(), filter, { before, limit: auditPage }),
    'audit.table': (filter, caller) => {
      const entries = auditEntries(store.database(), filter, { before: null, limit: auditTableRows })
      audited.run('audit.table', caller, () => ({ value: null, detail: { rows: entries.length } }))
      return { csv: auditTable(entries), rows: entries.length }
    },
  }
}

/** What a stranger to this program needs to read the table. */
const columns = ['sequence', 'at', 'event', 'outcome', 'user', 'role', 'object', 'detail'] as const

const auditTable = (entries: readonly AuditEntry[]): string =>
  byteOrderMark + csvText([columns, ...entries.map((entry) => columns.map((column) => cellOf(entry[column])))])

const cellOf = (value: AuditEntry[keyof AuditEntry]): string | number | null =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value
