import type { CallName, Input, Output } from '../../src-shared/contract/contract.ts'
import { AppError } from '../../src-shared/errors.ts'
import { appendAudit, type AuditRecord } from '../audit/append.ts'
import type { WriteDb } from '../store/database.ts'
import type { StoreDoor } from '../store/door.ts'
import { storeErrorOf } from '../store/errors.ts'
import type { WorkOutcome } from '../store/workplace.ts'
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
  /**
   * Many pieces of such work in one transaction, each with its own audit row. One that fails leaves nothing behind and
   * takes no other with it; a failure of the store takes all.
   */
  runEach<T>(event: string, caller: Caller, works: readonly ((db: WriteDb) => Audited<T>)[]): readonly WorkOutcome<T>[]
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
  const runIn = <T>(db: WriteDb, event: string, caller: Caller, work: (db: WriteDb) => Audited<T>): T => {
    const done = work(db)
    appendAudit(db, { ...blank(event, caller), ...facts(done), outcome: 'done' }, place())
    return done.value
  }
  const run: Auditor['run'] = (event, caller, work) => store.write((db) => runIn(db, event, caller, work))
  const runEach: Auditor['runEach'] = (event, caller, works) =>
    store.write((db) => works.map((work) => apart(db, () => runIn(db, event, caller, work))))
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
    runEach,
    refused,
    call: recorded,
    readBack: (name, work, answer) => {
      const perform = recorded(name, work)
      return (input, caller) => answer(perform(input, caller))
    },
  }
}

/** Work inside a transaction that may fail alone: what it wrote is undone, the rest of the transaction goes on. */
function apart<T>(db: WriteDb, work: () => T): WorkOutcome<T> {
  db.prepare('SAVEPOINT apart').run()
  try {
    const value = work()
    db.prepare('RELEASE apart').run()
    return { ok: true, value }
  } catch (error) {
    // A store that fails has often undone the whole transaction by itself: nothing is left to go on with.
    const translated = storeErrorOf(error)
    if (translated instanceof AppError && translated.code.startsWith('store.')) throw error
    db.prepare('ROLLBACK TO apart').run()
    db.prepare('RELEASE apart').run()
    return { ok: false, error }
  }
}

/** Attempts against a rule are part of the story; a stale revision or a bad field is not. */
const isNotable = (error: unknown): error is AppError =>
  error instanceof AppError && error.code !== 'auth.signedOut' && (error.code.startsWith('auth.') || error.code === 'read.signed' || error.code === 'read.notCommunicated')

function blank(event: string, caller: Caller): Omit<AuditRecord, 'outcome'> {
  return { event, userId: caller.userId, role: caller.role, object: null, beforeSha256: null, afterSha256: null, detail: {} }
}

const facts = ({ object, beforeSha256, afterSha256, detail }: Audited<unknown>) => ({
  object: object ?? null,
  beforeSha256: beforeSha256 ?? null,
  afterSha256: afterSha256 ?? null,
  detail: detail ?? {},
})
