import type { CallName, Input, Output } from '../../src-shared/contract/contract.ts'
import { AppError } from '../../src-shared/errors.ts'
import { appendAudit, type AuditRecord } from '../audit/append.ts'
import type { WriteDb } from '../store/database.ts'
import type { StoreDoor } from '../store/door.ts'
import type { Caller } from './caller.ts'
import type { Clock } from './clock.ts'
import type { Handler } from './dispatch.ts'

/** What a piece of work answers: its value and what its audit row says of it. Ids, hashes, codes and counts only. */
export interface Audited<T> {
  readonly value: T
  readonly object?: string | null
  readonly beforeSha256?: string | null
  readonly afterSha256?: string | null
  readonly detail?: Readonly<Record<string, string | number>>
}

export type AuditedWork<I, T> = (db: WriteDb, input: I, caller: Caller) => Audited<T>

/** Work and its audit row, in one transaction. */
export interface Auditor {
  /** A handler: `'read.save': audited.call('read.save', saveRead)`. Refusals that matter are recorded too. */
  call<N extends CallName>(name: N, work: AuditedWork<Input<N>, Output<N>>): Handler<N>
  /** The same, answering from the store after the commit: `audited.readBack('read.sign', signRead, showCase)`. */
  readBack<N extends CallName, T>(name: N, work: AuditedWork<Input<N>, T>, answer: (value: T) => Output<N>): Handler<N>
  /** Work nobody calls by name: a job, an idle lock. `caller` is who caused it. */
  run<T>(event: string, caller: Caller, work: (db: WriteDb) => Audited<T>): T
  /** Records that something was not allowed. Needs an open store. */
  refused(event: string, caller: Caller, detail: AuditRecord['detail']): void
}

export interface AuditorParts {
  readonly store: StoreDoor
  readonly clock: Clock
  readonly workstation: string
}

export function createAuditor({ store, clock, workstation }: AuditorParts): Auditor {
  const place = () => ({ at: clock.nowIso(), workstation })
  const run: Auditor['run'] = (event, caller, work) =>
    store.write((db) => {
      const done = work(db)
      appendAudit(db, { ...blank(event, caller), ...facts(done), outcome: 'done' }, place())
      return done.value
    })
  const refused: Auditor['refused'] = (event, caller, detail) =>
    store.write((db) => {
      appendAudit(db, { ...blank(event, caller), outcome: 'refused', detail }, place())
    })
  const recorded = <I, T>(name: string, work: AuditedWork<I, T>) => (input: I, caller: Caller): T => {
    try {
      return run(name, caller, (db) => work(db, input, caller))
    } catch (error) {
      if (isNotable(error)) refused(name, caller, { code: error.code })
      throw error
    }
  }
  return {
    run,
    refused,
    call: recorded,
    readBack: (name, work, answer) => {
      const perform = recorded(name, work)
      return (input, caller) => answer(perform(input, caller))
    },
  }
}

/** Attempts against a rule are part of the story; a stale revision or a bad field is not. */
const isNotable = (error: unknown): error is AppError =>
  error instanceof AppError && error.code !== 'auth.signedOut' && (error.code.startsWith('auth.') || error.code === 'read.signed')

function blank(event: string, caller: Caller): Omit<AuditRecord, 'outcome'> {
  return { event, userId: caller.userId, role: caller.role, object: null, beforeSha256: null, afterSha256: null, detail: {} }
}

const facts = ({ object, beforeSha256, afterSha256, detail }: Audited<unknown>) => ({
  object: object ?? null,
  beforeSha256: beforeSha256 ?? null,
  afterSha256: afterSha256 ?? null,
  detail: detail ?? {},
})
