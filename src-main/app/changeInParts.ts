import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { ChangeReceipt, ChosenCases } from '../../src-shared/contract/worklist.ts'
import type { ChangeId } from '../../src-shared/domain/ids.ts'
import { AppError } from '../../src-shared/errors.ts'
import { canonicalSha256 } from '../audit/canonical.ts'
import { changeCases, chosenSequences, partsOf, sequencesIn, undoPart, type CaseChange, type ChangeAct, type ChangeBody } from '../store/caseChanges.ts'
import type { WriteDb } from '../store/database.ts'
import type { StoredFilter } from '../store/worklistFilter.ts'
import type { Audited } from './audited.ts'
import type { Caller } from './caller.ts'
import type { Services } from './services.ts'

export interface ChangeOrder {
  readonly event: 'cases.change' | 'cases.assign'
  readonly cases: ChosenCases<StoredFilter>
  readonly change: CaseChange
  /** Asked in every transaction: what it was given for may have ended meanwhile. */
  readonly check?: (db: WriteDb) => unknown
}

/**
 * Sets something in all chosen cases, one transaction and one row of the audit a part; whatever else was asked of the
 * program is answered between two parts. Cases that are not so yet when their part comes are changed and can be brought
 * back under one id. Where it ends early, for instance by a kill, the parts that were written stand, each with its row in the audit.
 */
export async function changeInParts({ store, audited, clock }: Services, order: ChangeOrder, caller: Caller): Promise<ChangeReceipt> {
  const act = actOf(caller, clock.nowIso())
  const changeId = randomUUID() as string as ChangeId
  // An idle lock does not close the store between two parts.
  const release = store.hold()
  try {
    const parts = partsOf(chosenSequences(store.database(), order.cases))
    let changed = 0
    for (const [part, sequences] of parts.entries()) {
      if (part > 0) await setImmediate()
      const place = parts.length === 1 ? {} : { part: part + 1, parts: parts.length }
      changed += audited.run(order.event, caller, (db) => {
        order.check?.(db)
        const body = changeCases(db, { changeId, part, sequences }, order.change, act)
        return recordOf(changeId, body, place)
      })
    }
    return { changeId, changed }
  } finally {
    release()
  }
}

/** The row of the audit names the change; which cases it touched lies beside it, under the hash given here. */
function recordOf(changeId: ChangeId, body: ChangeBody, place: Readonly<Record<string, number>>): Audited<number> {
  const what = body.kind === 'tag' ? { tag: body.tagId, present: body.present ? 1 : 0 } : { after: body.after ?? 'none' }
  const { length: cases } = sequencesIn(body)
  return { value: cases, object: changeId, afterSha256: canonicalSha256(body), detail: { kind: body.kind, cases, ...what, ...place } }
}

/** Takes one's own change back, part by part; see `undoPart`. What was interrupted can be gone on with. Throws AppError `change.missing`. */
export async function undoInParts({ store, audited, clock }: Services, changeId: ChangeId, caller: Caller): Promise<number> {
  const act = actOf(caller, clock.nowIso())
  const release = store.hold()
  try {
    let undone = 0
    for (let isMore = true; isMore; ) {
      const done = audited.run('cases.undo', caller, (db) => {
        const value = undoPart(db, changeId, act)
        return { value, object: changeId, detail: { cases: value.changed } }
      })
      undone += done.changed
      isMore = done.isMore
      if (isMore) await setImmediate()
    }
    return undone
  } finally {
    release()
  }
}

function actOf({ userId }: Caller, at: string): ChangeAct {
  if (userId === null) throw new AppError('auth.signedOut')
  return { userId, at }
}
