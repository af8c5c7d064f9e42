import type { ChosenCases } from '../../../src-shared/contract/worklist.ts'
import { tagsInUse } from '../../store/tags.ts'
import { allPeople, personHere } from '../../store/users.ts'
import { changeInParts, undoInParts, type ChangeOrder } from '../changeInParts.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'
import { filterOf } from './filterOf.ts'

type ChangeCalls = 'tag.list' | 'people.here' | 'cases.change' | 'cases.assign' | 'cases.undo'

/** Priority, tags and readers of one case or of a hundred thousand, with a way back. */
export function caseChangeHandlers(services: Services): Pick<Handlers, ChangeCalls> {
  const { store, events } = services
  // Also of what an error has cut short.
  const tellingEverybody = <T>(work: Promise<T>): Promise<T> => work.finally(() => events.emit({ kind: 'worklist.changed' }))
  const change = (order: ChangeOrder, caller: Caller) => tellingEverybody(changeInParts(services, order, caller))
  return {
    'tag.list': () => tagsInUse(store.database()),
    'people.here': () =>
      allPeople(store.database()).flatMap(({ userId, name, role, leftAt }) => (leftAt === null ? [{ userId, name, role }] : [])),
    'cases.change': ({ cases, change: wanted }, caller) => change({ event: 'cases.change', cases: stored(cases, caller), change: wanted }, caller),
    'cases.assign': ({ cases, userId }, caller) =>
      change(
        {
          event: 'cases.assign',
          cases: stored(cases, caller),
          change: { kind: 'assignee', userId },
          // Somebody may leave between two parts.
          check: (db) => userId !== null && personHere(db, userId),
        },
        caller,
      ),
    'cases.undo': async ({ changeId }, caller) => ({ changed: await tellingEverybody(undoInParts(services, changeId, caller)) }),
  }
}

const stored = (cases: ChosenCases, caller: Caller): ChangeOrder['cases'] =>
  cases.by === 'ids' ? cases : { ...cases, filter: filterOf(cases.filter, caller) }
