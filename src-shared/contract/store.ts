import * as v from 'valibot'
import type { UserId } from '../domain/ids.ts'
import { command, query } from './call.ts'
import { count, idOf, nothing, shortText } from './fields.ts'

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
  /** What the person was allowed to do then. */
  readonly role: string | null
  readonly object: string | null
  /** Ids, codes and counts. */
  readonly detail: Readonly<Record<string, string | number>>
}

/** null: whatever it is. */
export interface AuditFilter {
  /** How the event's name begins: `read.` finds all of a read. */
  readonly event: string | null
  readonly outcome: AuditEntry['outcome'] | null
  readonly userId: UserId | null
  readonly object: string | null
  /** Days, YYYY-MM-DD in UTC, both included. */
  readonly from: string | null
  readonly to: string | null
}

const orNothing = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null)
const filterFields = {
  event: orNothing(v.pipe(v.string(), v.regex(/^[A-Za-z.]{1,60}$/u))),
  outcome: orNothing(v.picklist(['done', 'refused'])),
  userId: orNothing(idOf<UserId>()),
  object: orNothing(v.pipe(shortText, v.minLength(1))),
  from: orNothing(v.pipe(v.string(), v.isoDate())),
  to: orNothing(v.pipe(v.string(), v.isoDate())),
}

/** As many entries as one answer of `audit.list` holds. */
export const auditPage = 500
/** As many as one table of `audit.table` holds, newest first. */
export const auditTableRows = 100_000

export const storeCalls = {
  'store.verify': query<StoreVerdict>()('store.verify', nothing),
  /** Entries that pass the filter, newest first, at most `auditPage`; `before` is the last sequence number of the page before. */
  'audit.list': query<readonly AuditEntry[]>()('store.verify', v.strictObject({ ...filterFields, before: orNothing(count) })),
  /** The same as CSV (RFC 4180, UTF-8), at most `auditTableRows`. Is an audit entry itself. */
  'audit.table': command<{ readonly csv: string; readonly rows: number }>()('store.verify', v.strictObject(filterFields)),
}
