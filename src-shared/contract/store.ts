import { query } from './call.ts'
import { nothing } from './fields.ts'

export interface StoreVerdict {
  readonly ok: boolean
  readonly rows: { readonly checked: number; readonly bad: number }
  readonly originals: { readonly checked: number; readonly missing: number; readonly bad: number }
  readonly audit: { readonly checked: number; readonly bad: number; readonly headMatches: boolean }
}

export interface AuditEntry {
  readonly sequence: number
  readonly at: string
  readonly event: string
  readonly outcome: 'done' | 'refused'
  readonly user: string | null
  readonly object: string | null
}

export const storeCalls = {
  'store.verify': query<StoreVerdict>()('store.verify', nothing),
  /** The newest 500 entries, newest first. */
  'audit.list': query<readonly AuditEntry[]>()('store.verify', nothing),
}
