import type { ChangeReceipt, ChosenCases } from '../../../src-shared/contract/worklist.ts'
import type { ChangeId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { canonicalSha256 } from '../../audit/canonical.ts'
import { changeCases, chosenSequences, undoChange, type CaseChange, type ChangeAct, type Changed } from '../../store/caseChanges.ts'
import type { WriteDb } from '../../store/database.ts'
import { tagsInUse } from '../../store/tags.ts'
import { allPeople, personHere } from '../../store/users.ts'
import type { Audited } from '../audited.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import { filterOf } from './filterOf.ts'

type ChangeCalls = 'tag.list' | 'people.here' | 'cases.change' | 'cases.assign' | 'cases.undo'

/** Priority, tags and readers of one case or of a hundred thousand, in one transaction, with a way back. */
export function caseChangeHandlers(services: Services): Pick<Handlers, ChangeCalls> {
  const { store, audited, events, clock } = services
  const actOf = ({ userId }: Caller): ChangeAct => {
    if (userId === null) throw new AppError('auth.signedOut')
    return { userId, at: clock.nowIso() }
  }
  const change = (db: WriteDb, order: ChangeOrder, caller: Caller): Audited<ChangeReceipt> => {
    const cases = order.cases.by === 'ids' ? order.cases : { ...order.cases, filter: filterOf(order.cases.filter, caller) }
    const done = changeCases(db, chosenSequences(db, cases), order.change, actOf(caller))
    return { value: { changeId: done.changeId, changed: done.sequences.length }, ...recordOf(done) }
  }
  const toldEverybody = <T>(value: T): T => {
    events.emit({ kind: 'worklist.changed' })
    return value
  }
  return {
    'tag.list': () => tagsInUse(store.database()),
    'people.here': () =>
      allPeople(store.database()).flatMap(({ userId, name, role, leftAt }) => (leftAt === null ? [{ userId, name, role }] : [])),
    'cases.change': audited.readBack('cases.change', change, toldEverybody),
    'cases.assign': audited.readBack(
      'cases.assign',
      (db, { cases, userId }, caller) => {
        if (userId !== null) personHere(db, userId)
        return change(db, { cases, change: { kind: 'assignee', userId } }, caller)
      },
      toldEverybody,
    ),
    'cases.undo': audited.readBack('cases.undo', (db, { changeId }, caller) => undo(db, changeId, actOf(caller)), toldEverybody),
  }
}

interface ChangeOrder {
  readonly cases: ChosenCases
  readonly change: CaseChange
}

/** The row of the audit names the change; which cases it touched lies beside it, under the hash given here. */
function recordOf({ changeId, body, sequences }: Changed): Omit<Audited<never>, 'value'> {
  const what = body.kind === 'tag' ? { tag: body.tagId, present: body.present ? 1 : 0 } : { after: body.after ?? 'none' }
  return { object: changeId, afterSha256: canonicalSha256(body), detail: { kind: body.kind, cases: sequences.length, ...what } }
}

function undo(db: WriteDb, changeId: ChangeId, act: ChangeAct): Audited<{ readonly changed: number }> {
  const changed = undoChange(db, changeId, act)
  return { value: { changed }, object: changeId, detail: { cases: changed } }
}
